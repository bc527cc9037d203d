-- A spelling that no line in force has any more keeps its number, for the day its file is loaded again, and is nobody.
CREATE TABLE parties_new AS
SELECT p.party_id, p.tax_id, p.code, p.name, p.name_key, coalesce(g.client_id, 0) AS client_id
FROM parties p LEFT JOIN grouping g ON g.party_id = p.party_id
ORDER BY p.party_id
