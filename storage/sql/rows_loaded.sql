-- Rows of the file that gave lines of sales, and rows all of whose lines stood in the store already.
WITH loaded AS (
    SELECT DISTINCT sheet, line FROM sales_lines WHERE import_id = $import_id
), known AS (
    SELECT DISTINCT s.sheet, s.line FROM lines_skipped s ANTI JOIN loaded l ON l.sheet = s.sheet AND l.line = s.line
)
SELECT (SELECT count(*) FROM loaded), (SELECT count(*) FROM known)
