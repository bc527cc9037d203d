-- Both sides of the comparison by the same key. Leading zeros do not count: a spreadsheet that saves a file again takes
-- them away. Where the store knows currencies, equal amounts in two of them are two sales.
staged AS (
    SELECT coalesce(s.sheet, 0) AS sheet, s.line, s.day, b.buyer, s.amount, coalesce(s.currency, '') AS own_currency,
           CASE WHEN $home = '' THEN '' ELSE coalesce(s.currency, $taken) END AS currency,
           CASE WHEN $by_order_no THEN ltrim(coalesce(s.order_no, ''), '0') ELSE '' END AS order_no,
           CASE WHEN $by_product THEN ltrim(coalesce(s.product, ''), '0') ELSE '' END AS product
    FROM (:source:) s
    JOIN buyers b ON b.tax_id = coalesce(s.tax_id, '') AND b.code = coalesce(s.code, '') AND b.name = coalesce(s.client, '')
    WHERE s.day BETWEEN $first AND $last
), loaded AS (
    SELECT l.import_id, l.day, b.buyer, l.amount, CASE WHEN $home = '' THEN '' ELSE coalesce(l.currency, $home) END AS currency,
           CASE WHEN $by_order_no THEN ltrim(coalesce(l.order_no, ''), '0') ELSE '' END AS order_no,
           CASE WHEN $by_product THEN ltrim(coalesce(l.product, ''), '0') ELSE '' END AS product
    FROM loaded_lines l JOIN buyers b ON b.party_id = l.party_id
    WHERE list_contains($imports, l.import_id) AND l.day BETWEEN $first AND $last
)
