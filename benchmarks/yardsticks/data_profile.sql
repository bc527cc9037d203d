SELECT 'managers' AS kind, manager AS name, sum(amount) AS revenue FROM lines WHERE date <= $as_of GROUP BY manager
UNION ALL SELECT 'regions', region, sum(amount) FROM lines WHERE date <= $as_of GROUP BY region
UNION ALL SELECT 'channels', channel, sum(amount) FROM lines WHERE date <= $as_of GROUP BY channel
UNION ALL SELECT 'product_groups', product_group, sum(amount) FROM lines WHERE date <= $as_of GROUP BY product_group
UNION ALL SELECT 'clients', CAST(count(*) AS VARCHAR), NULL FROM (SELECT DISTINCT client FROM lines WHERE date <= $as_of);
SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS lines, count(DISTINCT client) AS clients, sum(amount) AS revenue,
       sum(amount - cost) AS margin, count(quantity) AS with_quantity, count(order_no) AS with_order,
       count(*) FILTER (amount = quantity) AS amount_is_quantity
FROM lines WHERE date <= $as_of GROUP BY month
