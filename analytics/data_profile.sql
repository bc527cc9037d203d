-- The file by month: lines and what they carry, clients and money.
WITH lines AS (
    SELECT day, count(*) AS lines, count(quantity) AS with_quantity, count(order_no) AS with_order,
           count(CASE WHEN amount = quantity THEN 1 END) AS amount_is_quantity
    FROM sales_lines WHERE day <= $as_of GROUP BY day
), day_money AS (
    SELECT day, sum(net) AS revenue, sum(margin) AS margin, sum(margin_base) AS margin_base,
           sum(CASE WHEN client_id = 0 THEN net END) AS unidentified
    FROM client_day WHERE day <= $as_of GROUP BY day
), months AS (
    SELECT CAST(date_trunc('month', l.day) AS DATE) AS month, sum(l.lines) AS lines, sum(l.with_quantity) AS with_quantity,
           sum(l.with_order) AS with_order, sum(l.amount_is_quantity) AS amount_is_quantity, sum(m.revenue) AS revenue,
           sum(m.margin) AS margin, sum(m.margin_base) AS margin_base, coalesce(sum(m.unidentified), 0) AS unidentified
    FROM lines l JOIN day_money m ON m.day = l.day GROUP BY month
), buyers AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, count(DISTINCT client_id) AS clients
    FROM client_day WHERE day <= $as_of AND client_id <> 0 GROUP BY month
)
SELECT m.month, CAST(m.lines AS BIGINT) AS lines, coalesce(b.clients, 0) AS clients, CAST(m.revenue AS DECIMAL(38, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(38, 4)) AS margin, CAST(m.unidentified AS DECIMAL(38, 4)) AS unidentified,
       CAST(m.margin_base AS DECIMAL(38, 4)) AS margin_base, CAST(m.with_quantity AS BIGINT) AS with_quantity,
       CAST(m.with_order AS BIGINT) AS with_order, CAST(m.amount_is_quantity AS BIGINT) AS amount_is_quantity
FROM months m LEFT JOIN buyers b ON b.month = m.month
ORDER BY m.month
