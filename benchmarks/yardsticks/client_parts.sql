WITH own AS (
    SELECT * FROM lines WHERE client = $client AND date <= $as_of
), year_end AS (
    SELECT max(date) AS day FROM own WHERE amount > 0
), parts AS (
    SELECT unnest(['product_group', 'product', 'manager']) AS kind, unnest([product_group, product, manager]) AS name, amount, cost, date, day
    FROM own, year_end WHERE date <= day AND date > day - 730
)
SELECT kind, name, coalesce(sum(amount) FILTER (date > day - 365), 0) AS revenue, coalesce(sum(amount) FILTER (date <= day - 365), 0) AS revenue_before,
       sum(amount - cost) FILTER (date > day - 365) AS margin, max(date) AS last_day
FROM parts GROUP BY kind, name
