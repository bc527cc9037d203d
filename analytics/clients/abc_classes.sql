-- Clients by what they bring, in the period and in the one it is compared with (span: now, before).
-- The client who crosses a border belongs to the upper class; equal money has equal class. Clients of the compared period
-- alone stand at the end, without a rank.
WITH :money:,
client_money AS (
    SELECT 'now' AS span, client_id, sum(net) AS revenue, sum(margin) AS margin, sum(margin_base) AS margin_base,
           sum(orders) AS orders, sum(:value:) AS value
    FROM money WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day GROUP BY client_id
    UNION ALL
    SELECT 'before', client_id, sum(net), NULL, NULL, NULL, sum(:value:)
    FROM money WHERE client_id <> 0 AND day BETWEEN $first_before AND $last_before GROUP BY client_id
), last_states AS (
    SELECT client_id, day, first_day, manager,
           CASE WHEN first_day BETWEEN $first_day AND $last_day AND first_day >= $warm_until
                THEN year($last_day) * 12 + month($last_day) - year(first_day) * 12 - month(first_day) + 1 END AS new_months
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
), named AS (
    SELECT m.span, m.client_id, coalesce(c.client, '') AS client, coalesce(s.manager, '') AS manager, m.revenue, m.margin,
           m.margin_base, m.orders, s.day AS last_purchase, s.first_day AS first_purchase, s.new_months,
           CASE WHEN $annualise AND m.span = 'now' AND s.new_months BETWEEN 3 AND $window_months - 1
                THEN CAST(m.value * ($window_months / s.new_months) AS DECIMAL(18, 4)) ELSE CAST(m.value AS DECIMAL(18, 4)) END AS value
    FROM client_money m
    LEFT JOIN last_states s ON s.client_id = m.client_id
    LEFT JOIN clients c ON c.client_id = m.client_id
), :abc_ranking:, now AS (
    SELECT * FROM classes WHERE span = 'now'
), before AS (
    SELECT * FROM classes WHERE span = 'before'
)
SELECT coalesce(n.client_id, b.client_id) AS client_id, coalesce(n.client, b.client) AS client, coalesce(n.manager, b.manager) AS manager,
       CAST(n.revenue AS DECIMAL(18, 4)) AS revenue, CAST(n.margin AS DECIMAL(18, 4)) AS margin,
       CASE WHEN n.margin_base > 0 THEN n.margin / n.margin_base END AS margin_share, n.rank, n.value, n.share, n.before_share,
       n.abc_class, CAST(n.orders AS BIGINT) AS orders, coalesce(n.last_purchase, b.last_purchase) AS last_purchase,
       coalesce(n.first_purchase, b.first_purchase) AS first_purchase, CAST(n.new_months AS INTEGER) AS new_months,
       b.abc_class AS class_before, b.value AS value_before, CAST(b.revenue AS DECIMAL(18, 4)) AS revenue_before,
       CAST(n.margin_base AS DECIMAL(18, 4)) AS margin_base
FROM now n FULL JOIN before b ON b.client_id = n.client_id
ORDER BY n.rank NULLS LAST, b.rank
