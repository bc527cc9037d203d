-- Rows that the importer held back or skipped, and lines that stand in the store already.
INSERT INTO left_out
SELECT $import_id, coalesce(sheet, ''), line, outcome, reason, column_header, value, raw FROM read_parquet($path)
UNION ALL
SELECT $import_id, $sheet, line, 'skipped', 'already_loaded', NULL, NULL, CAST([] AS VARCHAR[]) FROM lines_in_store
