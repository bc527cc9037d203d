SELECT coalesce(currency, $home) AS code, count(*) AS lines, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
FROM loaded_lines GROUP BY code ORDER BY lines DESC, code
