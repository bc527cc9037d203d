-- In the order of imports and rows, so that switching there and back leaves the table as it was.
CREATE TABLE sales_lines_new AS
SELECT * FROM loaded_lines WHERE coalesce(currency, $home) = $in_force ORDER BY import_id, sheet, line, day
