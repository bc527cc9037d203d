-- How many rows of which import are held for which reason, with their money where it could be read.
SELECT l.import_id, i.file_name, coalesce(d.reason, l.reason) AS reason, count(*) AS rows, sum(coalesce(d.amount, l.amount)) AS amount,
       count(*) FILTER (d.cells IS NOT NULL AND d.reason IS NULL) AS ready
FROM left_out l
JOIN imports i ON i.import_id = l.import_id
LEFT JOIN row_drafts d ON d.import_id = l.import_id AND d.sheet = l.sheet AND d.line = l.line
WHERE l.outcome = 'quarantined'
GROUP BY ALL
ORDER BY l.import_id DESC, rows DESC, reason
