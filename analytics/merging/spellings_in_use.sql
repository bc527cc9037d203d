-- Names of managers or products as they are written on lines, with their money and days; :column: is one of the two.
SELECT l.:column: AS written, count(*) AS lines, CAST(sum(l.amount) AS DECIMAL(18, 4)) AS net, min(l.day) AS first_day, max(l.day) AS last_day
FROM sales_lines l
WHERE l.day <= $as_of AND l.:column: <> ''
GROUP BY l.:column:
ORDER BY net DESC, written
