-- By what these clients can be recognised: their normalised names, and what the lists of companies say of them. A record
-- of a list belongs to the client with its tax id, or to the one client of its name where no other tax id speaks
-- against it.
WITH spelled AS (
    SELECT DISTINCT e.entity_id, p.tax_id, p.name_key
    FROM parties p JOIN party_entities e ON e.party_id = p.party_id
    WHERE e.entity_id <> 0
), name_owners AS (
    SELECT name_key, min(entity_id) AS entity_id FROM spelled
    WHERE name_key <> '' GROUP BY name_key HAVING count(DISTINCT entity_id) = 1
), tax_id_owners AS (
    SELECT tax_id, min(entity_id) AS entity_id FROM spelled
    WHERE tax_id <> '' GROUP BY tax_id HAVING count(DISTINCT entity_id) = 1
), entity_tax_ids AS (
    SELECT entity_id, max(tax_id) AS tax_id FROM spelled GROUP BY entity_id
), listed AS (
    SELECT tax_id, client_key, phone, email, site FROM base
    UNION SELECT tax_id, client_key, phone, email, site FROM client_details
), contacts AS (
    SELECT coalesce(t.entity_id, n.entity_id) AS entity_id, b.phone, b.email, b.site
    FROM listed b
    LEFT JOIN tax_id_owners t ON t.tax_id = b.tax_id
    LEFT JOIN (
        SELECT o.name_key, o.entity_id, x.tax_id FROM name_owners o JOIN entity_tax_ids x ON x.entity_id = o.entity_id
    ) n ON n.name_key = b.client_key AND (b.tax_id = '' OR n.tax_id = '')
)
SELECT entity_id, kind, value FROM (
    SELECT DISTINCT entity_id, 'name' AS kind, name_key AS value FROM spelled WHERE name_key <> ''
    UNION SELECT entity_id, 'phone', phone FROM contacts WHERE entity_id IS NOT NULL AND phone <> ''
    UNION SELECT entity_id, 'email', email FROM contacts WHERE entity_id IS NOT NULL AND email <> ''
    UNION SELECT entity_id, 'site', site FROM contacts WHERE entity_id IS NOT NULL AND site <> ''
) k
ORDER BY entity_id, kind, value
