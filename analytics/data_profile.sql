-- The lines by month.
SELECT CAST(date_trunc('month', day) AS DATE) AS month, count(*) AS lines, count(DISTINCT nullif(client_id, 0)) AS clients,
       CAST(sum(amount) AS DECIMAL(38, 4)) AS revenue, CAST(sum(margin) AS DECIMAL(38, 4)) AS margin,
       CAST(coalesce(sum(CASE WHEN client_id = 0 THEN amount END), 0) AS DECIMAL(38, 4)) AS unidentified,
       CAST(coalesce(sum(CASE WHEN margin IS NOT NULL THEN amount END), 0) AS DECIMAL(38, 4)) AS margin_base,
       count(quantity) AS with_quantity, count(order_no) AS with_order,
       count(CASE WHEN amount = quantity THEN 1 END) AS amount_is_quantity
FROM sales WHERE day <= $as_of
GROUP BY month ORDER BY month
