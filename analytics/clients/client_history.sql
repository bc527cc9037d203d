-- Every day with money of one client, and his purchase days among them.
WITH days AS (
    SELECT day, CAST(sum(net) AS DECIMAL(18, 4)) AS net, CAST(sum(margin) AS DECIMAL(18, 4)) AS margin,
           CAST(sum(orders) AS BIGINT) AS orders, arg_max(manager, row(largest_line, manager)) AS manager
    FROM client_day WHERE client_id = $client_id AND day <= $as_of GROUP BY day
), purchases AS (
    SELECT day, previous_day, gap_days, rhythm_days, basis FROM purchase_states WHERE client_id = $client_id AND day <= $as_of
)
SELECT d.day, d.net, d.margin, d.orders, d.manager, p.day IS NOT NULL AS is_purchase, p.gap_days, p.rhythm_days, p.basis
FROM days d LEFT JOIN purchases p ON p.day = d.day
ORDER BY d.day
