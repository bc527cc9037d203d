-- The factors of every month with sales.
WITH :money:,
day_money AS (
    SELECT day, sum(net) AS net, sum(margin) AS margin, sum(margin_base) AS margin_base, sum(orders) AS orders,
           sum(CASE WHEN client_id = 0 THEN net END) AS unidentified
    FROM money GROUP BY day
), purchases AS (
    SELECT client_id, day FROM money WHERE client_id <> 0 GROUP BY client_id, day HAVING sum(event_net) > 0
), buyers AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, count(*) AS purchases, count(DISTINCT client_id) AS clients
    FROM purchases GROUP BY month
), months AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, CAST(sum(net) AS DECIMAL(38, 4)) AS revenue,
           CAST(sum(margin) AS DECIMAL(38, 4)) AS margin, CAST(sum(margin_base) AS DECIMAL(38, 4)) AS margin_base,
           CAST(sum(orders) AS BIGINT) AS orders, CAST(coalesce(sum(unidentified), 0) AS DECIMAL(38, 4)) AS unidentified
    FROM day_money GROUP BY month
)
SELECT m.month, coalesce(b.clients, 0) AS clients, coalesce(b.purchases, 0) AS purchases, m.orders, m.revenue, m.margin,
       m.margin_base, m.unidentified
FROM months m LEFT JOIN buyers b ON b.month = m.month
ORDER BY m.month
