-- The lines of the file that stand in these imports together: of equal lines the first ones, as many as are loaded.
WITH :compared_lines:, keys AS (
    SELECT day, buyer, amount, currency, order_no, product, count(*) AS copies FROM loaded GROUP BY day, buyer, amount, currency, order_no, product
)
SELECT sheet, line, day, own_currency AS currency, amount, order_no <> '' AS by_order_no
FROM (
    SELECT s.sheet, s.line, day, s.own_currency, s.amount, s.order_no, k.copies,
           row_number() OVER (PARTITION BY day, buyer, amount, currency, order_no, product ORDER BY s.sheet, s.line) AS place
    FROM staged s JOIN keys k USING (day, buyer, amount, currency, order_no, product)
    ANTI JOIN matched_before m ON m.sheet = s.sheet AND m.line = s.line AND m.day = s.day
) t
WHERE place <= copies
