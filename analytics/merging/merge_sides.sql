-- Two clients side by side.
WITH money AS (
    SELECT client_id, min(day) AS first_day, max(day) AS last_day,
           CAST(sum(CASE WHEN day > CAST($as_of AS DATE) - INTERVAL 365 DAYS THEN net ELSE 0 END) AS DECIMAL(18, 4)) AS net_12m,
           CAST(sum(net) AS DECIMAL(18, 4)) AS net_all
    FROM client_day WHERE list_contains($clients, client_id) AND day <= $as_of GROUP BY client_id
), sellers AS (
    SELECT client_id, manager, sum(net) AS net FROM client_day
    WHERE list_contains($clients, client_id) AND day <= $as_of AND manager <> ''
    GROUP BY client_id, manager
), managers AS (
    SELECT client_id, list(manager ORDER BY net DESC, manager) AS managers FROM sellers GROUP BY client_id
), regions AS (
    SELECT client_id, list(DISTINCT region ORDER BY region) AS regions FROM client_day
    WHERE list_contains($clients, client_id) AND day <= $as_of AND region <> '' GROUP BY client_id
), spellings AS (
    SELECT client_id, list(DISTINCT name ORDER BY name) AS spellings, list(DISTINCT tax_id ORDER BY tax_id) FILTER (tax_id <> '') AS tax_ids,
           list(DISTINCT code ORDER BY code) FILTER (code <> '') AS codes
    FROM parties WHERE list_contains($clients, client_id) GROUP BY client_id
), last_states AS (
    SELECT client_id, day, purchase_no FROM purchase_states
    WHERE list_contains($clients, client_id) AND day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
)
SELECT c.client_id, c.client, s.spellings, s.tax_ids, s.codes, m.managers, r.regions, y.first_day, y.last_day, l.day AS last_purchase,
       coalesce(l.purchase_no, 0) AS purchases, y.net_12m, y.net_all
FROM clients c
JOIN money y ON y.client_id = c.client_id
JOIN spellings s ON s.client_id = c.client_id
LEFT JOIN managers m ON m.client_id = c.client_id
LEFT JOIN regions r ON r.client_id = c.client_id
LEFT JOIN last_states l ON l.client_id = c.client_id
WHERE list_contains($clients, c.client_id)
ORDER BY c.client_id
