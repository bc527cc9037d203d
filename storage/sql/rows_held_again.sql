INSERT INTO left_out (import_id, sheet, line, outcome, reason, column_header, value, raw, kinds, amount)
SELECT import_id, sheet, line, 'quarantined', reason, column_header, value, raw, kinds, amount
FROM mended_rows WHERE mending_id = $mending_id
