-- Spellings of buyers that lines in force carry or a file about to be loaded brings; party_id is NULL where new.
WITH incoming AS (
    SELECT DISTINCT coalesce(tax_id, '') AS tax_id, coalesce(code, '') AS code, coalesce(client, '') AS name FROM (:source:) s
)
SELECT p.party_id, coalesce(p.tax_id, i.tax_id) AS tax_id, coalesce(p.code, i.code) AS code, coalesce(p.name, i.name) AS name, p.name_key
FROM parties p FULL JOIN incoming i ON p.tax_id = i.tax_id AND p.code = i.code AND p.name = i.name
WHERE i.name IS NOT NULL OR p.party_id IN (SELECT party_id FROM loaded_lines)
