-- The names behind the losses of the period: everybody who is lost at its end, with the silence until the as-of date.
WITH :clients_at_end:, gone AS (
    SELECT * FROM known WHERE is_lost AND (purchase_no > 1 OR $one_offs)
), largest_days AS (
    SELECT client_id, max(net) AS largest_day
    FROM (SELECT d.client_id, d.day, sum(d.net) AS net FROM client_day d JOIN gone g ON g.client_id = d.client_id
          WHERE d.day <= g.day AND d.day > g.day - INTERVAL 365 DAYS GROUP BY d.client_id, d.day) AS days
    GROUP BY client_id
), afterwards AS (
    SELECT p.client_id, min(p.day) AS returned_on FROM purchase_states p JOIN gone g ON g.client_id = p.client_id
    WHERE p.day > $until AND p.day <= $as_of GROUP BY p.client_id
), period_money AS (
    SELECT d.client_id, sum(d.net) AS revenue, sum(d.margin) AS margin FROM client_day d JOIN gone g ON g.client_id = d.client_id
    WHERE d.day BETWEEN $first_day AND $until GROUP BY d.client_id
)
SELECT g.client_id, coalesce(c.client, '') AS client, g.manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, g.value, g.margin AS value_margin,
       CASE WHEN l.largest_day * 2 > g.value AND g.purchase_no > 1 THEN CAST(greatest(g.value - l.largest_day, 0) AS DECIMAL(18, 4)) END AS value_without_largest,
       g.abc_class, g.region, g.channel, g.product_group, g.first_day AS first_purchase, g.day AS last_purchase, g.lost_on, g.usual_days AS rhythm_days,
       g.threshold_days, CAST(date_diff('day', g.day, $as_of) AS INTEGER) AS silent_days, g.basis, CAST(g.purchase_no AS INTEGER) AS purchases,
       g.reason_group, g.reason, g.evidence, g.confirmed, a.returned_on
FROM gone g
LEFT JOIN clients c ON c.client_id = g.client_id
LEFT JOIN largest_days l ON l.client_id = g.client_id
LEFT JOIN afterwards a ON a.client_id = g.client_id
LEFT JOIN period_money m ON m.client_id = g.client_id
ORDER BY g.value DESC, g.client_id
