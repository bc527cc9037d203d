-- What an import that was just loaded brought, each currency by itself.
SELECT coalesce(currency, '') AS currency, count(*) AS lines, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
FROM sales_lines WHERE import_id = $import_id GROUP BY 1 ORDER BY 1
