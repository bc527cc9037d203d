-- Tax ids that stand on several clients of today, a row for each of the clients: the rules do not use a tax id that is on
-- too many names. The spelling is the first one of the client under this tax id.
WITH shared AS (
    SELECT tax_id FROM parties WHERE client_id <> 0 AND trim(tax_id, '0 ') <> ''
    GROUP BY tax_id HAVING count(DISTINCT client_id) > 1
), spelled AS (
    SELECT p.tax_id, p.client_id, p.code, p.name_key, p.name,
           row_number() OVER (PARTITION BY p.tax_id, p.client_id ORDER BY p.party_id) AS place
    FROM parties p JOIN shared s ON s.tax_id = p.tax_id WHERE p.client_id <> 0
), money AS (
    SELECT client_id, sum(net) AS net FROM client_day WHERE day <= $as_of GROUP BY client_id
)
SELECT p.tax_id, p.client_id, c.client, p.code, p.name_key, p.name, CAST(coalesce(m.net, 0) AS DECIMAL(18, 4)) AS net_all
FROM spelled p
JOIN clients c ON c.client_id = p.client_id
LEFT JOIN money m ON m.client_id = p.client_id
WHERE p.place = 1
ORDER BY p.tax_id, coalesce(m.net, 0) DESC, p.client_id
