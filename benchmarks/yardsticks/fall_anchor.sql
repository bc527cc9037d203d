SELECT CAST(date_trunc('month', date) AS DATE) AS month, sum(amount) AS value FROM lines WHERE date <= $as_of GROUP BY month
