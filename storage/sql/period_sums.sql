-- What some imports hold in the period of a file, each currency by itself.
SELECT import_id, coalesce(currency, $home) AS currency, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
FROM loaded_lines
WHERE list_contains($imports, import_id) AND day BETWEEN $first AND $last
GROUP BY ALL ORDER BY ALL
