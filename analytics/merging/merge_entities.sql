-- Under which client each client of the rules stands after decisions, and the spelling on most of its lines.
WITH lines AS (
    SELECT party_id, count(*) AS lines FROM sales_lines GROUP BY party_id
), spelled AS (
    SELECT e.entity_id, p.client_id, p.tax_id, p.code, p.name_key, p.name,
           row_number() OVER (PARTITION BY e.entity_id ORDER BY coalesce(l.lines, 0) DESC, p.party_id) AS place
    FROM parties p
    JOIN party_entities e ON e.party_id = p.party_id
    LEFT JOIN lines l ON l.party_id = p.party_id
    WHERE e.entity_id <> 0
)
SELECT entity_id, client_id, tax_id, code, name_key, name FROM spelled WHERE place = 1 ORDER BY entity_id
