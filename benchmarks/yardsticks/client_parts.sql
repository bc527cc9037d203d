WITH own AS (
    SELECT * FROM lines WHERE client = $client AND date <= $as_of
), year_end AS (
    SELECT max(date) AS day FROM own WHERE amount > 0
), parts AS (
    SELECT unnest(['product_group', 'product', 'manager']) AS kind, unnest([product_group, product, manager]) AS name, amount, cost, date, day,
           CAST(floor((day - date) / 30.4375) AS INTEGER) AS part
    FROM own, year_end WHERE date <= day AND date > day - 730
), by_month AS (
    SELECT kind, name, part, sum(amount) AS amount, sum(amount) FILTER (date > day - 365) AS revenue, sum(amount) FILTER (date <= day - 365) AS before,
           sum(amount - cost) FILTER (date > day - 365) AS margin, max(date) AS last_day
    FROM parts GROUP BY kind, name, part
)
SELECT kind, name, coalesce(sum(revenue), 0) AS revenue, coalesce(sum(before), 0) AS revenue_before, sum(margin) AS margin,
       max(last_day) AS last_day, list((amount, part) ORDER BY part DESC) FILTER (part < 12) AS shown_months
FROM by_month GROUP BY kind, name ORDER BY kind, revenue DESC
