-- Who is lost, and neither touched for long nor on anybody's list. A company that is no more is nobody's task.
WITH :money:,
:lost_now:, :best_year:, last_touches AS (
    SELECT r.client_id, max(t.day) AS last_touch FROM touches t
    JOIN whose r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE t.day <= $as_of
    GROUP BY r.client_id
), open_tasks AS (
    SELECT DISTINCT r.client_id FROM winback w
    JOIN whose r ON r.client_key = w.client_key AND r.tax_id = w.tax_id
    JOIN lost_spells s ON s.client_id = r.client_id
    WHERE (w.done_at IS NULL OR w.done_at > $as_of) AND w.due > s.day
), done_steps AS (
    SELECT r.client_id, max(w.done_at) AS last_step FROM winback w
    JOIN whose r ON r.client_key = w.client_key AND r.tax_id = w.tax_id
    WHERE w.done_at <= $as_of
    GROUP BY r.client_id
), period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
), told AS (
    SELECT l.*, greatest(t.last_touch, d.last_step) AS last_contact, b.best_revenue, b.best_margin,
           coalesce(b.best_margin, CASE WHEN $margin_share IS NULL THEN b.best_revenue ELSE CAST(CAST(b.best_revenue AS DOUBLE) * $margin_share AS DECIMAL(18, 4)) END) AS former_profit
    FROM lost_now l
    LEFT JOIN last_touches t ON t.client_id = l.client_id
    LEFT JOIN done_steps d ON d.client_id = l.client_id
    LEFT JOIN open_tasks o ON o.client_id = l.client_id
    LEFT JOIN best_years b ON b.client_id = l.client_id
    WHERE NOT l.is_gone AND o.client_id IS NULL AND l.pause_until IS NULL
)
SELECT t.client_id, coalesce(c.client, '') AS client, t.manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, CAST(t.best_revenue AS DECIMAL(18, 4)) AS former_revenue,
       CAST(t.best_margin AS DECIMAL(18, 4)) AS former_margin, CAST(CAST(t.former_profit AS DOUBLE) * $p_return AS DECIMAL(18, 4)) AS expected,
       t.day AS last_purchase, t.silent_days, t.threshold_days, t.rhythm_days, t.status, t.last_contact,
       CAST(date_diff('day', t.last_contact, $as_of) AS INTEGER) AS untouched_days, t.reason_group, t.reason
FROM told t
LEFT JOIN clients c ON c.client_id = t.client_id
LEFT JOIN period_money m ON m.client_id = t.client_id
WHERE t.silent_days > t.threshold_days AND (t.last_contact IS NULL OR date_diff('day', t.last_contact, $as_of) > $attention_days)
ORDER BY expected DESC, coalesce(t.best_revenue, 0) DESC, t.client_id
