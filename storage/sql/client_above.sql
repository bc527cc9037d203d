-- The last line above a row that names a client.
SELECT l.line, p.name
FROM (
    SELECT import_id, sheet, line, party_id FROM loaded_lines
    UNION ALL
    SELECT import_id, sheet, line, party_id FROM replaced_lines
) l JOIN parties p ON p.party_id = l.party_id
WHERE l.import_id = $import_id AND l.sheet = $sheet AND l.line < $line AND p.name <> ''
ORDER BY l.line DESC
LIMIT 1
