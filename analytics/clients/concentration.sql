-- What every identified client brings in the period.
WITH :money:
SELECT client_id, CAST(sum(:value:) AS DECIMAL(18, 4)) AS value
FROM money WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
GROUP BY client_id
ORDER BY value DESC, client_id
