WITH asked AS (SELECT $as_of AS asked_day), :rhythms:,
money AS (
    SELECT l.client, arg_max(l.manager, (l.amount, l.manager)) FILTER (l.date = s.day) AS manager,
           sum(l.amount) FILTER (l.date > s.day - 365 AND l.date <= s.day) AS net_12m,
           sum(l.amount - l.cost) FILTER (l.date > s.day - 365 AND l.date <= s.day) AS margin_12m,
           count(DISTINCT l.date) FILTER (l.amount > 0 AND l.date > s.day - 365 AND l.date <= s.day) AS purchases_12m,
           sum(l.amount) FILTER (l.date BETWEEN $first_day AND $last_day) AS revenue,
           sum(l.amount - l.cost) FILTER (l.date BETWEEN $first_day AND $last_day) AS margin
    FROM lines l JOIN states s USING (client) GROUP BY l.client
)
SELECT client, manager, coalesce(revenue, 0) AS revenue, margin, first_day AS first_purchase, day AS last_purchase, rhythm_days,
       threshold_days, silent_days, status, n AS purchases, purchases_12m, net_12m, margin_12m
FROM states JOIN money USING (client)
ORDER BY net_12m DESC, client
