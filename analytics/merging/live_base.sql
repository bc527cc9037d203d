-- How many clients there are once one client is one: names as written, what the rules and people made of them, and what
-- became of the clients. A note about a client holds until he buys after its day.
WITH spelled AS (
    SELECT p.party_id, p.client_id, p.tax_id, p.name, e.entity_id
    FROM parties p JOIN party_entities e ON e.party_id = p.party_id
    WHERE p.client_id <> 0 AND p.party_id IN (SELECT party_id FROM sales_lines WHERE day <= $as_of)
), per_client AS (
    SELECT client_id, count(DISTINCT row(entity_id, name)) AS names,
           count(DISTINCT CASE WHEN trim(tax_id, '0 ') <> '' THEN tax_id END) AS tax_ids, count(DISTINCT entity_id) AS entities
    FROM spelled GROUP BY client_id
), last_bought AS (
    SELECT client_id, max(day) AS day FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), stated AS (
    SELECT n.client_id, n.state FROM noted_states n LEFT JOIN last_bought b ON b.client_id = n.client_id
    WHERE n.since <= $as_of AND (b.day IS NULL OR b.day <= n.since)
), counted AS (
    SELECT CAST(sum(c.names) AS BIGINT) AS declared,
           CAST(sum(greatest(least(c.entities, c.tax_ids) - 1, 0)) AS BIGINT) AS entities,
           count(*) AS clients,
           count(CASE WHEN s.state = 'closed' THEN 1 END) AS closed,
           count(CASE WHEN s.state = 'moved' THEN 1 END) AS moved,
           count(CASE WHEN s.state = 'refused' THEN 1 END) AS refused
    FROM per_client c LEFT JOIN stated s ON s.client_id = c.client_id
)
SELECT coalesce(declared, 0) AS declared, coalesce(entities, 0) AS entities,
       coalesce(declared - entities - clients, 0) AS duplicates, closed, moved, refused
FROM counted
