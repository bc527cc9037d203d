WITH totals AS (
    SELECT sum(amount) AS revenue, max(date) AS last_day, sum(amount) FILTER (amount > 0) AS sold, -sum(amount) FILTER (amount < 0) AS returned,
           count(*) FILTER (amount < 0) AS return_lines, count(*) FILTER (amount = quantity) AS quantities, count(*) AS lines,
           sum(amount) FILTER (coalesce(client, '') = '') AS no_client, sum(amount) FILTER (cost IS NULL) AS no_margin,
           sum(amount) FILTER (coalesce(manager, '') = '') AS no_manager, sum(amount) FILTER (coalesce(region, '') = '') AS no_region,
           sum(amount) FILTER (coalesce(channel, '') = '') AS no_channel, sum(amount) FILTER (coalesce(product, '') = '') AS no_product,
           sum(amount) FILTER (coalesce(product_group, '') = '') AS no_group, sum(amount) FILTER (order_no IS NULL) AS no_order,
           sum(amount) FILTER (client <> '') AS no_code
    FROM lines WHERE date <= $as_of
), months AS (
    SELECT date_trunc('month', date) AS month, count(*) AS lines, count(DISTINCT client) AS clients, sum(amount) AS revenue, sum(amount - cost) AS margin
    FROM lines WHERE date <= $as_of GROUP BY month
), names AS (
    SELECT manager AS name, sum(amount) AS revenue FROM lines WHERE date <= $as_of GROUP BY manager
    UNION ALL SELECT region, sum(amount) FROM lines WHERE date <= $as_of GROUP BY region
    UNION ALL SELECT channel, sum(amount) FROM lines WHERE date <= $as_of GROUP BY channel
    UNION ALL SELECT product_group, sum(amount) FROM lines WHERE date <= $as_of GROUP BY product_group
), thin AS (
    SELECT month FROM (
        SELECT month, lines, median(lines) OVER (ORDER BY month ROWS BETWEEN 6 PRECEDING AND 1 PRECEDING) AS usual, lag(lines, 12) OVER (ORDER BY month) AS year_ago
        FROM months
    ) WHERE lines < 0.5 * usual AND (year_ago IS NULL OR lines < 0.5 * year_ago)
), lacking AS (
    UNPIVOT (SELECT no_client, no_margin, no_manager, no_region, no_channel, no_product, no_group, no_order, no_code FROM totals)
    ON COLUMNS(*) INTO NAME code VALUE money
)
SELECT code, money, CAST(money / revenue AS DOUBLE) AS share FROM lacking, totals WHERE money > 0.05 * revenue
UNION ALL SELECT 'many_returns', returned, CAST(returned / revenue AS DOUBLE) FROM totals WHERE returned > 0.1 * sold
UNION ALL SELECT 'month_thin', NULL, NULL FROM thin HAVING count(*) > 0
UNION ALL SELECT 'no_returns', NULL, NULL FROM totals WHERE return_lines = 0 AND lines >= 1000
UNION ALL SELECT 'quantity', revenue, 1.0 FROM totals WHERE quantities >= 0.9 * lines
UNION ALL SELECT 'nameless', NULL, NULL FROM names WHERE name = '' HAVING count(*) > 0
