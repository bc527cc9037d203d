WITH :abc_both:
SELECT client, coalesce(class_before, 'absent') AS class_before, coalesce(abc_class, 'absent') AS abc_class,
       coalesce(value_before, 0) AS value_before, coalesce(value, 0) AS value, coalesce(value, 0) - coalesce(value_before, 0) AS change
FROM classed ORDER BY abs(change) DESC, client
