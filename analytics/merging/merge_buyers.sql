-- The clients that the rules alone make of the spellings in force: when they bought, and who sold to them last.
WITH spellings AS (
    SELECT l.party_id, min(l.day) AS first_day, max(l.day) AS last_day,
           arg_max(row(coalesce(m.chosen, l.manager), l.region), row(l.day, l.amount, l.manager, l.region)) AS seller
    FROM sales_lines l LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = l.manager
    WHERE l.day <= $as_of
    GROUP BY l.party_id
)
SELECT e.entity_id, min(s.first_day) AS first_day, max(s.last_day) AS last_day,
       struct_extract_at(arg_max(s.seller, row(s.last_day, s.party_id)), 1) AS manager,
       struct_extract_at(arg_max(s.seller, row(s.last_day, s.party_id)), 2) AS region
FROM spellings s JOIN party_entities e ON e.party_id = s.party_id
WHERE e.entity_id <> 0
GROUP BY e.entity_id
ORDER BY e.entity_id
