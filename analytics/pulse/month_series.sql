-- Money by day after the filters, for every day on which the file has a row.
WITH :money:,
chosen AS (
    SELECT day, CAST(sum(:value:) AS DOUBLE) AS value FROM money GROUP BY day
), days AS (
    SELECT day FROM client_day WHERE day <= $as_of GROUP BY day
)
SELECT CAST(date_trunc('month', d.day) AS DATE) AS month, coalesce(sum(c.value), 0) AS value
FROM days d LEFT JOIN chosen c ON c.day = d.day
GROUP BY month ORDER BY month
