SELECT 'sales' AS kind, CAST(date_trunc('month', date) AS DATE) AS first_day, count(*) AS records, sum(amount) AS revenue
FROM lines WHERE date <= $as_of GROUP BY first_day
