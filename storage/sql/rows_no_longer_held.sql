INSERT INTO left_out (import_id, sheet, line, outcome, reason, column_header, value, raw, kinds, amount)
SELECT import_id, sheet, line, 'skipped', skipped_as, NULL, NULL, raw, kinds, amount
FROM mended_rows WHERE import_id = $import_id AND outcome = 'skipped' AND ($mending_id IS NULL OR mending_id = $mending_id)
