-- Promotions that had begun on the date; of one that is sold out later nobody knows it yet.
SELECT name, starts_on, ends_on, limit_type, stock, CASE WHEN sold_out_at <= $as_of THEN sold_out_at END AS sold_out_at,
       coalesce(refused, 0) AS refused
FROM promos
WHERE starts_on IS NULL OR starts_on <= $as_of
ORDER BY starts_on DESC, name
