-- How many lines of the file, and how much of its money, stand in each import by itself: of equal lines, as many as both have.
WITH :compared_lines:, file_keys AS (
    SELECT day, buyer, amount, currency, order_no, product, count(*) AS copies FROM staged GROUP BY day, buyer, amount, currency, order_no, product
), import_keys AS (
    SELECT import_id, day, buyer, amount, currency, order_no, product, count(*) AS copies
    FROM loaded GROUP BY import_id, day, buyer, amount, currency, order_no, product
), pairs AS (
    SELECT i.import_id, amount, order_no, least(f.copies, i.copies) AS lines
    FROM file_keys f JOIN import_keys i USING (day, buyer, amount, currency, order_no, product)
)
SELECT import_id, CAST(sum(lines) AS BIGINT) AS lines, CAST(sum(amount * lines) AS DECIMAL(38, 4)) AS amount,
       CAST(coalesce(sum(lines) FILTER (order_no <> ''), 0) AS BIGINT) AS lines_by_order_no
FROM pairs
GROUP BY import_id
