-- Whom the managers talk to: the contacts of a year with a manager's own clients, and how many of them went to the fifth
-- of these clients that brings most.
WITH year_money AS (
    SELECT client_id, sum(net) AS net FROM client_day
    WHERE client_id <> 0 AND day <= $as_of AND day > $as_of - INTERVAL 365 DAYS
    GROUP BY client_id HAVING sum(net) > 0
), owned AS (
    SELECT m.client_id, m.net, s.manager,
           row_number() OVER (PARTITION BY s.manager ORDER BY m.net DESC, m.client_id) AS place,
           count(*) OVER (PARTITION BY s.manager) AS clients
    FROM year_money m
    JOIN (
        SELECT client_id, manager FROM purchase_states
        WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of):line_filter:
    ) s ON s.client_id = m.client_id
), touched AS (
    SELECT r.client_id, t.manager, count(*) AS contacts FROM touches t
    JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE t.day <= $as_of AND t.day > $as_of - INTERVAL 365 DAYS
    GROUP BY r.client_id, t.manager
), told AS (
    SELECT o.manager, o.clients, o.net, o.place <= ceil($top_share * o.clients - 1e-9) AS is_top, coalesce(t.contacts, 0) AS contacts
    FROM owned o LEFT JOIN touched t ON t.client_id = o.client_id AND t.manager = o.manager
)
SELECT manager, CAST(max(clients) AS BIGINT) AS clients, CAST(sum(contacts) AS BIGINT) AS contacts,
       CAST(sum(contacts) FILTER (is_top) AS BIGINT) AS top_contacts, sum(net) AS revenue, sum(net) FILTER (is_top) AS top_revenue
FROM told
GROUP BY manager
ORDER BY manager
