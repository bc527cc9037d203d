SELECT sheet, line, day, tax_id, code, client, amount, cost, margin, quantity, price, order_no, product, category, manager,
       region, channel, currency, doc_type, segment
FROM mended_lines WHERE import_id = :import_id:
