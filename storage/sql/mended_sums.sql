-- The money of mended lines, each currency by itself.
SELECT l.mending_id, coalesce(l.currency, i.taken_currency, '') AS currency, CAST(sum(l.amount) AS DECIMAL(38, 4)) AS amount
FROM mended_lines l JOIN imports i ON i.import_id = l.import_id
WHERE ($import_id IS NULL OR l.import_id = $import_id) AND ($mending_id IS NULL OR l.mending_id = $mending_id)
GROUP BY ALL ORDER BY ALL
