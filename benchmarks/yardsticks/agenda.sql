WITH asked AS (SELECT DISTINCT unnest([$last_before, $last_after, $as_of]) AS asked_day), :rhythms:, :bridge_moves:,
years AS (
    SELECT s.client, s.status, s.day + s.threshold_days AS lost_on, sum(l.amount) AS net_12m
    FROM states s JOIN lines l ON l.client = s.client AND l.date > s.day - 365 AND l.date <= s.day
    WHERE s.asked_day = $as_of AND s.status IN ('watch', 'lost') GROUP BY ALL HAVING sum(l.amount) > 0
), margins AS (
    SELECT client, sum(amount) FILTER (date >= $first_after) AS revenue,
           sum(amount - cost) FILTER (date >= $first_after) / sum(amount) FILTER (date >= $first_after) AS share,
           sum(amount - cost) FILTER (date <= $last_before) / sum(amount) FILTER (date <= $last_before) AS share_before
    FROM lines WHERE date BETWEEN $first_before AND $last_before OR date BETWEEN $first_after AND $last_after
    GROUP BY client
), year_money AS (
    SELECT client, sum(amount) AS revenue, sum(sum(amount)) OVER () AS total FROM lines WHERE date BETWEEN $first_day AND $last_day GROUP BY client
), points AS (
    SELECT 'call_late' AS code, count(*) AS clients, sum(net_12m) AS money FROM years WHERE status = 'watch'
    UNION ALL SELECT 'win_back', count(*), sum(net_12m) FROM years WHERE status = 'lost' AND lost_on > $as_of - INTERVAL 3 MONTHS
    UNION ALL SELECT 'ask_why_less', count(*), sum(before - after) * 4 FROM named WHERE movement = 'down' AND status = 'active'
    UNION ALL SELECT 'depend_on_one', count(*), sum(revenue) FROM year_money WHERE revenue > 0.2 * total
    UNION ALL SELECT 'client_margin_falls', count(*), sum(revenue * (share_before - share)) * 4 FROM margins
              WHERE share_before - share >= 0.03 AND revenue >= 0.005 * (SELECT sum(revenue) FROM margins)
)
SELECT code, clients, money FROM points WHERE clients > 0 ORDER BY money DESC
