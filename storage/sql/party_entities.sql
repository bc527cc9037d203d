CREATE TABLE party_entities_new AS
SELECT p.party_id, coalesce(g.entity_id, 0) AS entity_id
FROM parties p LEFT JOIN grouping g ON g.party_id = p.party_id
ORDER BY p.party_id
