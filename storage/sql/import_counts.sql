-- The line of the ledger after rows of its import left the quarantine or came back.
UPDATE imports SET
    lines_loaded = lines_loaded + $loaded, lines_skipped = lines_skipped + $skipped,
    lines_quarantined = lines_quarantined - $loaded - $skipped, amount_total = amount_total + $amount,
    date_min = (SELECT min(day) FROM (SELECT day FROM loaded_lines WHERE import_id = $import_id
                                      UNION ALL SELECT day FROM replaced_lines WHERE import_id = $import_id) d),
    date_max = (SELECT max(day) FROM (SELECT day FROM loaded_lines WHERE import_id = $import_id
                                      UNION ALL SELECT day FROM replaced_lines WHERE import_id = $import_id) d)
WHERE import_id = $import_id
