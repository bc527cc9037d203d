-- What the lines carry and what they lack, in money and in number: returns, products, identities, days still to come.
SELECT CAST(coalesce(sum(CASE WHEN l.day <= $as_of AND l.amount > 0 THEN l.amount END), 0) AS DECIMAL(38, 4)) AS sold,
       CAST(coalesce(sum(CASE WHEN l.day <= $as_of AND l.amount < 0 THEN -l.amount END), 0) AS DECIMAL(38, 4)) AS returned,
       CAST(count(CASE WHEN l.day <= $as_of AND l.amount < 0 THEN 1 END) AS BIGINT) AS return_lines,
       CAST(coalesce(sum(CASE WHEN l.day <= $as_of AND coalesce(l.product, '') = '' THEN l.amount END), 0) AS DECIMAL(38, 4)) AS no_product,
       CAST(coalesce(sum(CASE WHEN l.day <= $as_of AND coalesce(l.order_no, '') = '' THEN l.amount END), 0) AS DECIMAL(38, 4)) AS no_order,
       CAST(coalesce(sum(CASE WHEN l.day <= $as_of AND p.tax_id = '' AND p.code = '' AND p.client_id <> 0
                              THEN l.amount END), 0) AS DECIMAL(38, 4)) AS no_code,
       CAST(count(CASE WHEN l.day > $today THEN 1 END) AS BIGINT) AS future_lines,
       CAST(coalesce(sum(CASE WHEN l.day > $today THEN l.amount END), 0) AS DECIMAL(38, 4)) AS future_money
FROM sales_lines l JOIN parties p ON p.party_id = l.party_id
