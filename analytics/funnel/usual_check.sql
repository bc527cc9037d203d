-- The average purchase of the period, for a funnel whose deals carry no money.
SELECT CAST(sum(net) / nullif(count(*), 0) AS DECIMAL(38, 4)) AS check_money
FROM client_day
WHERE day BETWEEN $first_day AND $last_day AND day <= $as_of AND event_net > 0
