INSERT INTO mended_rows
SELECT $mending_id, $import_id, m.sheet, m.sheet_number, m.line, s.outcome, CASE WHEN s.outcome = 'skipped' THEN s.reason END,
       m.cells, m.mended_kinds, m.reason, m.column_header, m.value, m.raw, m.kinds, m.amount
FROM mended_now m JOIN settled s ON s.sheet = m.sheet AND s.line = m.line
WHERE s.outcome <> 'quarantined'
