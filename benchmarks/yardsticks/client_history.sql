WITH days AS (
    SELECT date AS day, sum(amount) AS net, sum(amount - cost) AS margin, count(DISTINCT order_no) FILTER (amount > 0) AS orders,
           max(amount) > 0 AS is_purchase, arg_max(manager, amount) AS manager
    FROM lines WHERE client = $client AND date <= $as_of GROUP BY date
), purchases AS (
    SELECT day, day - lag(day) OVER (ORDER BY day) AS gap_days FROM days WHERE is_purchase
)
SELECT day, net, margin, orders, manager, is_purchase, gap_days FROM days LEFT JOIN purchases USING (day) ORDER BY day
