-- Names under which several clients buy: told apart by tax number or code only. Money of all of them but the largest.
WITH clients_of_name AS (
    SELECT DISTINCT name_key, client_id FROM parties WHERE name_key <> '' AND client_id <> 0
), shared AS (
    SELECT name_key FROM clients_of_name GROUP BY name_key HAVING count(*) > 1
), bought AS (
    SELECT n.name_key, n.client_id, sum(d.net) AS net
    FROM clients_of_name n JOIN shared s ON s.name_key = n.name_key
    JOIN client_day d ON d.client_id = n.client_id AND d.day <= $as_of
    GROUP BY n.name_key, n.client_id
), several AS (
    SELECT name_key, count(*) AS clients, sum(net) - max(net) AS smaller, arg_max(client_id, (net, -client_id)) AS largest
    FROM bought GROUP BY name_key HAVING count(*) > 1
)
SELECT c.client AS name, s.clients, CAST(s.smaller AS DECIMAL(38, 4)) AS money
FROM several s JOIN clients c ON c.client_id = s.largest
ORDER BY money DESC, name
