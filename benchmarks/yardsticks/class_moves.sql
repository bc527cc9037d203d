WITH :abc_both:,
spans AS (
    SELECT client, max(date) AS last_purchase, arg_max(manager, (date, amount, manager)) AS manager
    FROM lines WHERE amount > 0 AND date <= $as_of GROUP BY client
)
SELECT client, manager, last_purchase, value AS revenue, margin, coalesce(class_before, 'absent') AS class_before, coalesce(abc_class, 'absent') AS abc_class,
       coalesce(value_before, 0) AS value_before, coalesce(value, 0) AS value, coalesce(value, 0) - coalesce(value_before, 0) AS change
FROM classed LEFT JOIN spans USING (client) ORDER BY abs(change) DESC, client
