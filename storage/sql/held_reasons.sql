-- How many rows of which import are held for which reason, with their money where it could be read and is in one
-- currency: that of the loaded rows of their import.
SELECT l.import_id, i.file_name, coalesce(d.reason, l.reason) AS reason, count(*) AS rows, 
       CASE WHEN len(s.codes) > 1 THEN NULL ELSE sum(coalesce(d.amount, l.amount)) END AS amount, coalesce(s.codes[1], '') AS currency,
       count(*) FILTER (d.cells IS NOT NULL AND d.reason IS NULL) AS ready
FROM left_out l
JOIN imports i ON i.import_id = l.import_id
LEFT JOIN row_drafts d ON d.import_id = l.import_id AND d.sheet = l.sheet AND d.line = l.line
LEFT JOIN (SELECT import_id, list(currency) AS codes FROM import_sums GROUP BY import_id) s ON s.import_id = l.import_id
WHERE l.outcome = 'quarantined'
GROUP BY l.import_id, i.file_name, coalesce(d.reason, l.reason), s.codes
ORDER BY l.import_id DESC, rows DESC, reason
