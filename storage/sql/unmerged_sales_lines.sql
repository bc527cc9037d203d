-- Lines of the clients that decisions joined.
SELECT l.* FROM sales_lines l JOIN parties p ON p.party_id = l.party_id
WHERE p.client_id <> 0 AND p.client_id IN (
    SELECT j.client_id FROM parties j JOIN party_entities k ON k.party_id = j.party_id WHERE j.client_id <> k.entity_id
)
