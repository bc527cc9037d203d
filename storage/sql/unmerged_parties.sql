-- Spellings of the clients that decisions joined, each under the client that the rules alone make of it.
SELECT p.party_id, p.tax_id, p.code, p.name, p.name_key, e.entity_id AS client_id
FROM parties p JOIN party_entities e ON e.party_id = p.party_id
WHERE p.client_id <> 0 AND p.client_id IN (
    SELECT j.client_id FROM parties j JOIN party_entities k ON k.party_id = j.party_id WHERE j.client_id <> k.entity_id
)
ORDER BY p.party_id
