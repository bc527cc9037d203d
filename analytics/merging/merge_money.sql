-- Every client with its money: of the 365 days that end with the date, and of all days until it.
WITH money AS (
    SELECT client_id, CAST(sum(CASE WHEN day > CAST($as_of AS DATE) - INTERVAL 365 DAYS THEN net ELSE 0 END) AS DECIMAL(18, 4)) AS net_12m,
           CAST(sum(net) AS DECIMAL(18, 4)) AS net_all, max(day) AS last_day
    FROM client_day WHERE client_id <> 0 AND day <= $as_of GROUP BY client_id
)
SELECT c.client_id, c.client, m.net_12m, m.net_all, m.last_day
FROM clients c JOIN money m ON m.client_id = c.client_id
ORDER BY c.client_id
