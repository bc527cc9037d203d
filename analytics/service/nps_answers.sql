-- The last answer of every client with the money of his last year.
:answers:
, money AS (
    SELECT client_id, CAST(sum(net) AS DECIMAL(38, 4)) AS net_12m FROM client_day
    WHERE client_id <> 0 AND day <= $as_of AND day > $as_of - INTERVAL 365 DAYS GROUP BY client_id
)
SELECT p.kind, p.day, p.client_id, p.client, p.manager, p.branch, p.score, p.comment, m.net_12m
FROM placed p LEFT JOIN money m ON m.client_id = p.client_id
WHERE p.newest = 1
ORDER BY p.day DESC, p.client, p.score, p.who
