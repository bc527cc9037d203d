CREATE TABLE parties_new AS
SELECT p.party_id, p.tax_id, p.code, p.name, p.name_key, g.client_id
FROM parties p JOIN grouping g ON g.party_id = p.party_id
ORDER BY p.party_id
