-- Money spent on every channel in the months of the period.
SELECT channel, CAST(sum(amount) AS DECIMAL(38, 4)) AS spent FROM spend
WHERE month BETWEEN $first_day AND $last_day AND month <= $as_of
GROUP BY channel
ORDER BY channel
