-- What became of each row: a line of sales, one that stands in the store already, no sale, or still held.
CREATE TEMP TABLE settled AS
SELECT m.sheet, m.sheet_number, m.line,
       CASE WHEN k.line IS NOT NULL THEN 'skipped' WHEN s.line IS NOT NULL THEN 'loaded' ELSE v.outcome END AS outcome,
       CASE WHEN k.line IS NOT NULL THEN 'already_loaded' ELSE v.reason END AS reason, v.column_header, v.value, v.amount
FROM mended_now m
LEFT JOIN (:source:) s ON s.sheet = m.sheet_number AND s.line = m.line
LEFT JOIN lines_in_store k ON k.sheet = m.sheet_number AND k.line = m.line
LEFT JOIN read_parquet($path) v ON v.sheet = m.sheet AND v.line = m.line
