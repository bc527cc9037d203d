CREATE TABLE client_aliases_new AS
SELECT DISTINCT kind, value, client_id
FROM (
    SELECT 'tax_id' AS kind, tax_id AS value, client_id FROM parties
    UNION ALL SELECT 'code', code, client_id FROM parties
    UNION ALL SELECT 'name', name_key, client_id FROM parties
) a
WHERE value <> '' AND client_id <> 0
ORDER BY kind, value, client_id
