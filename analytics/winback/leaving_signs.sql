-- What changed before a client left, in his last year with us: another manager for good, a product group that he no longer
-- took in his last three purchases, purchases that became smaller.
WITH :lost_now:, last_year AS (
    SELECT p.client_id, p.day, p.manager, lag(p.manager) OVER (PARTITION BY p.client_id ORDER BY p.day) AS manager_before,
           row_number() OVER (PARTITION BY p.client_id ORDER BY p.day DESC) AS from_last
    FROM purchase_states p JOIN lost_now l ON l.client_id = p.client_id
    WHERE p.day <= l.day AND p.day > l.day - INTERVAL 365 DAYS
), hand_overs AS (
    SELECT client_id, max(day) AS manager_changed_on, max(manager_before) AS manager_before
    FROM last_year WHERE manager <> manager_before AND manager <> '' AND manager_before <> ''
    GROUP BY client_id HAVING count(*) = 1
), last_three AS (
    SELECT client_id, min(day) AS since FROM last_year WHERE from_last <= 3 GROUP BY client_id HAVING count(*) = 3
), day_sums AS (
    SELECT y.client_id, y.from_last, sum(d.net) AS net
    FROM last_year y JOIN client_day d ON d.client_id = y.client_id AND d.day = y.day
    GROUP BY y.client_id, y.from_last
), sizes AS (
    SELECT client_id, sum(CASE WHEN from_last <= 3 THEN net END) / 3 AS late_average,
           sum(CASE WHEN from_last > 3 THEN net END) / nullif(count(CASE WHEN from_last > 3 THEN 1 END), 0) AS early_average
    FROM day_sums GROUP BY client_id HAVING count(*) >= 6
), group_days AS (
    SELECT l.client_id, s.category, s.day, sum(s.amount) AS net
    FROM sales s JOIN lost_now l ON l.client_id = s.client_id
    WHERE s.category <> '' AND s.day <= l.day AND s.day > l.day - INTERVAL 365 DAYS
    GROUP BY l.client_id, s.category, s.day HAVING sum(s.amount) > 0
), groups AS (
    SELECT client_id, category, sum(net) AS net, count(*) AS days, max(day) AS last_day,
           sum(sum(net)) OVER (PARTITION BY client_id) AS whole
    FROM group_days GROUP BY client_id, category
), stopped AS (
    SELECT g.client_id, g.category AS stopped_group, g.last_day AS stopped_on,
           row_number() OVER (PARTITION BY g.client_id ORDER BY g.net DESC, g.category) AS place
    FROM groups g JOIN last_three t ON t.client_id = g.client_id
    WHERE g.last_day < t.since AND g.days >= 3 AND g.net >= $stopped_share * g.whole
)
SELECT l.client_id, h.manager_changed_on, coalesce(h.manager_before, '') AS manager_before, coalesce(s.stopped_group, '') AS stopped_group, s.stopped_on,
       CASE WHEN z.early_average > 0 AND z.late_average < (1 - $shrunk_share) * z.early_average
            THEN CAST(1 - z.late_average / z.early_average AS DOUBLE) END AS shrunk_share
FROM lost_now l
LEFT JOIN hand_overs h ON h.client_id = l.client_id
LEFT JOIN stopped s ON s.client_id = l.client_id AND s.place = 1
LEFT JOIN sizes z ON z.client_id = l.client_id
ORDER BY l.client_id
