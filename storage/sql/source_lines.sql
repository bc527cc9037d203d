SELECT l.import_id, i.file_name, i.kept_file, l.sheet, l.line, l.day, l.amount, l.product, l.order_no, l.manager
FROM sales_lines l
JOIN parties p ON p.party_id = l.party_id
JOIN imports i ON i.import_id = l.import_id
WHERE p.client_id = $client
  AND ($first IS NULL OR l.day >= CAST($first AS DATE)) AND ($last IS NULL OR l.day <= CAST($last AS DATE))
ORDER BY l.day DESC, l.import_id DESC, l.sheet, l.line
LIMIT $limit
