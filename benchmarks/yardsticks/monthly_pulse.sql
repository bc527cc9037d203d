WITH days AS (
    SELECT client, date, sum(amount) AS net, sum(amount - cost) AS margin, max(amount) > 0 AS is_purchase,
           count(DISTINCT order_no) FILTER (amount > 0) AS orders
    FROM lines WHERE date <= $as_of GROUP BY client, date
)
SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(DISTINCT client) FILTER (is_purchase) AS clients,
       count(*) FILTER (is_purchase) AS purchases, sum(orders) AS orders, sum(net) AS revenue, sum(margin) AS margin
FROM days GROUP BY month
