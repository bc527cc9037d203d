-- What stands in the tables of an import, each currency by itself.
INSERT INTO import_sums
SELECT import_id, coalesce(currency, ''), count(*), sum(amount)
FROM (
    SELECT import_id, currency, amount FROM loaded_lines WHERE import_id = $import_id
    UNION ALL
    SELECT import_id, currency, amount FROM replaced_lines WHERE import_id = $import_id
) l
GROUP BY ALL ORDER BY ALL
