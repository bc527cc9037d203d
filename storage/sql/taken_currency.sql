-- What the lines of an import that name no currency are in: what such lines were taken for before; '' where they stayed
-- without one; else the only currency that the others name.
SELECT coalesce(i.taken_currency, CASE WHEN list_contains(s.codes, '') THEN '' WHEN len(s.codes) = 1 THEN s.codes[1] END) AS code
FROM imports i CROSS JOIN (SELECT list(currency) AS codes FROM import_sums WHERE import_id = $import_id) s
WHERE i.import_id = $import_id
