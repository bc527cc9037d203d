-- The factors of every month with sales.
WITH :money:,
days AS (
    SELECT client_id, day, sum(net) AS net, sum(margin) AS margin, sum(margin_base) AS margin_base, sum(orders) AS orders,
           sum(event_net) > 0 AND client_id <> 0 AS is_purchase
    FROM money GROUP BY client_id, day
), client_months AS (
    SELECT client_id, CAST(date_trunc('month', day) AS DATE) AS month, sum(net) AS net, sum(margin) AS margin,
           sum(margin_base) AS margin_base, sum(orders) AS orders, count(CASE WHEN is_purchase THEN 1 END) AS purchases
    FROM days GROUP BY client_id, CAST(date_trunc('month', day) AS DATE)
)
SELECT month, count(CASE WHEN purchases > 0 THEN 1 END) AS clients, CAST(sum(purchases) AS BIGINT) AS purchases,
       CAST(sum(orders) AS BIGINT) AS orders, CAST(sum(net) AS DECIMAL(38, 4)) AS revenue, CAST(sum(margin) AS DECIMAL(38, 4)) AS margin,
       CAST(sum(margin_base) AS DECIMAL(38, 4)) AS margin_base,
       CAST(coalesce(sum(CASE WHEN client_id = 0 THEN net END), 0) AS DECIMAL(38, 4)) AS unidentified
FROM client_months
GROUP BY month ORDER BY month
