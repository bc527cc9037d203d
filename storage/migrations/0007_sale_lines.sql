-- Rows that give several lines of sales.

-- How many lines of sales the loaded rows gave; NULL: each row one. A row of a table by months gives one a month.
ALTER TABLE imports ADD COLUMN sale_lines BIGINT;
