-- Rows that the importer held back or skipped, and lines that stand in the store already (without their text).
INSERT INTO left_out (import_id, sheet, line, outcome, reason, column_header, value, raw, kinds, amount)
SELECT $import_id, coalesce(sheet, ''), line, outcome, reason, column_header, value, raw, kinds, amount FROM read_parquet($path)
UNION ALL
SELECT $import_id, coalesce(n.name, $sheet), k.line, 'skipped', 'already_loaded', NULL, NULL, CAST([] AS VARCHAR[]), NULL, NULL
FROM lines_in_store k LEFT JOIN sheet_names n ON n.number = k.sheet
