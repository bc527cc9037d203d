-- What one client bought and from whom: the year that ends with `last_day` and the year before it; part: twelfth of the year, 0 the last.
WITH lines AS (
    SELECT day, amount, margin, category, product, manager, CAST(floor(date_diff('day', day, $last_day) * 12 / 365.0) AS INTEGER) AS part
    FROM sales
    WHERE client_id = $client_id AND day <= $last_day AND day > $last_day - INTERVAL 730 DAYS
), parts AS (
    SELECT 'product_group' AS kind, category AS name, * FROM lines
    UNION ALL SELECT 'product', coalesce(product, ''), * FROM lines
    UNION ALL SELECT 'manager', manager, * FROM lines
)
SELECT kind, name,
       CAST(coalesce(sum(CASE WHEN day > $last_day - INTERVAL 365 DAYS THEN amount END), 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(coalesce(sum(CASE WHEN day <= $last_day - INTERVAL 365 DAYS THEN amount END), 0) AS DECIMAL(18, 4)) AS revenue_before,
       CAST(sum(CASE WHEN day > $last_day - INTERVAL 365 DAYS THEN margin END) AS DECIMAL(18, 4)) AS margin,
       CAST(coalesce(sum(CASE WHEN day > $last_day - INTERVAL 365 DAYS AND margin IS NOT NULL THEN amount END), 0) AS DECIMAL(18, 4)) AS margin_base,
       max(day) AS last_day, :months:
FROM parts
GROUP BY kind, name
ORDER BY kind, revenue DESC, revenue_before DESC, name
