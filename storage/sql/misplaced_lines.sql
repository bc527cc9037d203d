(SELECT 1 FROM sales_lines WHERE coalesce(currency, $home) <> $in_force LIMIT 1)
UNION ALL
(SELECT 1 FROM other_currency_lines WHERE coalesce(currency, $home) = $in_force LIMIT 1)
