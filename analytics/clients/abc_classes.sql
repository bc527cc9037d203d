-- Clients by what they bring, in the period and in the one it is compared with (span: now, before).
-- The client who crosses a border belongs to the upper class; equal money has equal class. Clients of the compared period
-- alone stand at the end, without a rank. Only what the ranking needs goes through it; the rest is joined to its result.
WITH :money:,
now_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin, sum(margin_base) AS margin_base, sum(orders) AS orders, sum(:value:) AS value
    FROM money WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day GROUP BY client_id
), before_money AS (
    SELECT client_id, sum(net) AS revenue_before, sum(:value:) AS value_before
    FROM money WHERE client_id <> 0 AND day BETWEEN $first_before AND $last_before GROUP BY client_id
), client_money AS (
    SELECT coalesce(n.client_id, b.client_id) AS client_id, n.client_id IS NOT NULL AS bought_now, b.client_id IS NOT NULL AS bought_before,
           n.revenue, n.margin, n.margin_base, n.orders, n.value, b.revenue_before, b.value_before
    FROM now_money n FULL JOIN before_money b ON b.client_id = n.client_id
), told AS (
    SELECT m.*, coalesce(c.client, '') AS client, coalesce(s.manager, '') AS manager, s.day AS last_purchase, s.first_day AS first_purchase,
           CASE WHEN s.first_day BETWEEN $first_day AND $last_day AND s.first_day >= $warm_until
                THEN year($last_day) * 12 + month($last_day) - year(s.first_day) * 12 - month(s.first_day) + 1 END AS new_months
    FROM client_money m
    LEFT JOIN purchase_states s ON s.client_id = m.client_id AND s.day <= $as_of AND (s.next_day IS NULL OR s.next_day > $as_of)
    LEFT JOIN clients c ON c.client_id = m.client_id
), named AS (
    SELECT 'now' AS span, client_id, client,
           CASE WHEN $annualise AND new_months BETWEEN 3 AND $window_months - 1
                THEN CAST(value * ($window_months / new_months) AS DECIMAL(18, 4)) ELSE CAST(value AS DECIMAL(18, 4)) END AS value
    FROM told WHERE bought_now
    UNION ALL
    SELECT 'before', client_id, client, CAST(value_before AS DECIMAL(18, 4)) FROM told WHERE bought_before
), :abc_ranking:
SELECT t.client_id, t.client, t.manager, CAST(t.revenue AS DECIMAL(18, 4)) AS revenue, CAST(t.margin AS DECIMAL(18, 4)) AS margin,
       CASE WHEN t.margin_base > 0 THEN t.margin / t.margin_base END AS margin_share, n.rank, n.value, n.share, n.before_share,
       n.abc_class, CAST(t.orders AS BIGINT) AS orders, t.last_purchase, t.first_purchase,
       CAST(CASE WHEN t.bought_now THEN t.new_months END AS INTEGER) AS new_months,
       b.abc_class AS class_before, b.value AS value_before, CAST(t.revenue_before AS DECIMAL(18, 4)) AS revenue_before,
       CAST(t.margin_base AS DECIMAL(18, 4)) AS margin_base
FROM told t
LEFT JOIN classes n ON n.client_id = t.client_id AND n.span = 'now'
LEFT JOIN classes b ON b.client_id = t.client_id AND b.span = 'before'
ORDER BY n.rank NULLS LAST, b.rank
