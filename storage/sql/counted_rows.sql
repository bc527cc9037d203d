-- Rows of an import as they stand in the tables, and as its line of the ledger says.
SELECT (SELECT count(*) FROM loaded_lines WHERE import_id = $import_id) + (SELECT count(*) FROM replaced_lines WHERE import_id = $import_id) AS loaded,
       (SELECT coalesce(sum(amount), 0) FROM loaded_lines WHERE import_id = $import_id)
       + (SELECT coalesce(sum(amount), 0) FROM replaced_lines WHERE import_id = $import_id) AS amount,
       (SELECT count(*) FROM left_out WHERE import_id = $import_id AND outcome = 'quarantined') AS held,
       lines_loaded, amount_total, lines_quarantined,
       lines_header + lines_blank + lines_loaded + lines_quarantined + lines_skipped AS parts, lines_total, file_name
FROM imports WHERE import_id = $import_id
