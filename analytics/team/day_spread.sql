-- Money of the working days of the last $days days: how much a day brings and how much that varies, by manager and in all.
WITH sold AS (
    SELECT day, manager, CAST(sum(net) AS DOUBLE) AS revenue, CAST(sum(margin) AS DOUBLE) AS margin
    FROM client_day WHERE day <= $as_of AND date_diff('day', day, $as_of) < $days
    GROUP BY day, manager
), whole AS (
    SELECT day, sum(revenue) AS revenue, sum(margin) AS margin FROM sold GROUP BY day
)
SELECT 'manager' AS level, manager AS name, sum(revenue) AS revenue, sum(revenue * revenue) AS revenue_squares,
       sum(margin) AS margin, sum(margin * margin) AS margin_squares
FROM sold GROUP BY manager
UNION ALL
SELECT 'company', '', sum(revenue), sum(revenue * revenue), sum(margin), sum(margin * margin)
FROM whole HAVING count(*) > 0
ORDER BY 1, 2
