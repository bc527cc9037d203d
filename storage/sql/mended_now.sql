-- Of the rows that were typed, those that are still held, as they are held; a row without typed cells keeps its draft.
CREATE TEMP TABLE mended_now AS
SELECT t.sheet, t.sheet_number, t.line, coalesce(t.cells, d.cells) AS cells, coalesce(t.kinds, d.kinds) AS mended_kinds,
       l.reason, l.column_header, l.value, l.raw, l.kinds, l.amount
FROM typed_rows t
JOIN left_out l ON l.import_id = $import_id AND l.sheet = t.sheet AND l.line = t.line AND l.outcome = 'quarantined'
LEFT JOIN row_drafts d ON d.import_id = l.import_id AND d.sheet = l.sheet AND d.line = l.line
