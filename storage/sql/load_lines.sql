INSERT INTO sales_lines
SELECT $import_id, coalesce(s.sheet, 0), s.line, s.day, p.party_id, s.amount, s.margin, s.quantity, s.order_no, s.product,
       s.category, coalesce(s.manager, ''), coalesce(s.region, ''), coalesce(s.channel, ''), coalesce(s.currency, $taken), s.doc_type
FROM (:source:) s
JOIN parties p ON p.tax_id = coalesce(s.tax_id, '') AND p.code = coalesce(s.code, '') AND p.name = coalesce(s.client, '')
