SELECT party_id, entity_id FROM party_entities ORDER BY party_id
