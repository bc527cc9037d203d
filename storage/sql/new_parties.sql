SELECT s.tax_id, s.code, s.client
FROM (SELECT DISTINCT coalesce(tax_id, '') AS tax_id, coalesce(code, '') AS code, coalesce(client, '') AS client FROM (:source:)) s
ANTI JOIN parties p ON p.tax_id = s.tax_id AND p.code = s.code AND p.name = s.client
ORDER BY s.tax_id, s.code, s.client
