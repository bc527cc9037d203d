INSERT INTO mended_lines (mending_id, import_id, sheet, line, day, tax_id, code, client, amount, cost, margin, quantity, price,
                          order_no, product, category, manager, region, channel, currency, doc_type, segment)
SELECT $mending_id, $import_id, sheet, line, day, tax_id, code, client, amount, cost, margin, quantity, price,
       order_no, product, category, manager, region, channel, currency, doc_type, segment
FROM (:source:) s
