CREATE TABLE other_currency_lines_new AS
SELECT * FROM loaded_lines WHERE coalesce(currency, $home) <> $in_force ORDER BY import_id, sheet, line, day
