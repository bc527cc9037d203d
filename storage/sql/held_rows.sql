-- Rows of an import that are held, with what was typed into them; the reason is the one of the last reading.
SELECT l.sheet, l.line, coalesce(d.reason, l.reason) AS reason,
       CASE WHEN d.reason IS NULL THEN l.column_header ELSE d.column_header END AS column_header,
       CASE WHEN d.reason IS NULL THEN l.value ELSE d.value END AS value,
       coalesce(d.amount, l.amount) AS amount, coalesce(l.raw, CAST([] AS VARCHAR[])) AS raw, coalesce(l.kinds, '') AS kinds,
       d.cells AS draft, coalesce(d.kinds, '') AS draft_kinds, d.cells IS NOT NULL AND d.reason IS NULL AS is_ready
FROM left_out l
LEFT JOIN row_drafts d ON d.import_id = l.import_id AND d.sheet = l.sheet AND d.line = l.line
WHERE l.import_id = $import_id AND l.outcome = 'quarantined'
  AND ($reason IS NULL OR coalesce(d.reason, l.reason) = $reason)
ORDER BY l.sheet, l.line
LIMIT $limit
