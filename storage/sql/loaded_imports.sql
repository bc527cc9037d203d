-- Imports with lines in the period of a file: these lines, their money, and which columns of the key the import has.
SELECT l.import_id, i.file_name, count(*) FILTER (l.day BETWEEN $first AND $last) AS lines,
       coalesce(sum(l.amount) FILTER (l.day BETWEEN $first AND $last), 0) AS amount,
       count(l.order_no) > 0 AS has_order_no, count(l.product) > 0 AS has_product
FROM loaded_lines l JOIN imports i ON i.import_id = l.import_id
WHERE NOT list_contains($leaving, l.import_id)
GROUP BY l.import_id, i.file_name
HAVING count(*) FILTER (l.day BETWEEN $first AND $last) > 0
ORDER BY l.import_id
