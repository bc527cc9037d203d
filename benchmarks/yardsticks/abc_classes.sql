WITH :abc_both:,
counted AS (
    SELECT client, count(*) AS orders FROM (
        SELECT DISTINCT client, order_no FROM lines WHERE date BETWEEN $first_day AND $last_day AND amount > 0
    ) GROUP BY client
), spans AS (
    SELECT client, min(date) AS first_purchase, max(date) AS last_purchase, arg_max(manager, (date, amount, manager)) AS manager
    FROM lines WHERE amount > 0 AND date <= $as_of GROUP BY client
)
SELECT client, manager, value AS revenue, margin, rank, value, share, before_share, abc_class, coalesce(orders, 0) AS orders,
       last_purchase, first_purchase, class_before, value_before
FROM classed LEFT JOIN counted USING (client) LEFT JOIN spans USING (client)
WHERE value IS NOT NULL ORDER BY rank
