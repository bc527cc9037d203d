-- Money by month after the filters, and whether the file has any row in the month.
WITH :money:,
chosen AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, CAST(sum(:value:) AS DOUBLE) AS value FROM money GROUP BY month
), file_months AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, count(*) AS file_rows FROM client_day WHERE day <= $as_of GROUP BY month
)
SELECT f.month, coalesce(c.value, 0) AS value, f.file_rows
FROM file_months f LEFT JOIN chosen c ON c.month = f.month
ORDER BY f.month
