-- Rows that are still held, with what was typed and why that cannot be loaded either.
INSERT INTO row_drafts
SELECT $import_id, m.sheet, m.line, m.cells, m.mended_kinds, s.reason, s.column_header, s.value, s.amount
FROM mended_now m JOIN settled s ON s.sheet = m.sheet AND s.line = m.line
WHERE s.outcome = 'quarantined'
