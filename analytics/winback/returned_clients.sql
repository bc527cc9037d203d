-- Who bought again after he was lost: one row a return, with the step that preceded it and what came after it.
WITH :money:,
:cases:, spells AS (
    SELECT client_id, day, CASE WHEN next_day <= $as_of THEN next_day END AS next_day, purchase_no, CAST(day + :threshold: AS DATE) AS lost_on,
           :rhythm: AS rhythm_days
    FROM purchase_states WHERE day <= $as_of
), returns AS (
    SELECT client_id, day AS last_before, lost_on, next_day AS returned_on, lead(next_day) OVER (PARTITION BY client_id ORDER BY day) AS next_return
    FROM spells WHERE purchase_no >= 2 AND next_day IS NOT NULL AND lost_on <= next_day
), sold AS (
    SELECT client_id, day, manager FROM purchase_states WHERE day <= $as_of:client_filter:
), after AS (
    SELECT r.client_id, r.returned_on, count(*) AS purchases, max(s.day) AS last_purchase, arg_max(s.rhythm_days, s.day) AS rhythm_days,
           arg_min(s.rhythm_days, s.day) AS rhythm_then,
           min(CASE WHEN s.lost_on <= $as_of AND (s.next_day IS NULL OR s.lost_on <= s.next_day) THEN s.lost_on END) AS lost_again_on
    FROM returns r
    JOIN spells s ON s.client_id = r.client_id AND s.day >= r.returned_on AND (r.next_return IS NULL OR s.day < r.next_return)
    GROUP BY r.client_id, r.returned_on
), money_after AS (
    SELECT r.client_id, r.returned_on, sum(d.net) AS net, sum(d.margin) AS margin
    FROM returns r
    JOIN client_day d ON d.client_id = r.client_id AND d.day >= r.returned_on AND (r.next_return IS NULL OR d.day < r.next_return)
    WHERE d.day <= $as_of
    GROUP BY r.client_id, r.returned_on
), contacts AS (
    SELECT o.client_id, t.day FROM touches t
    JOIN (SELECT * FROM record_clients) o ON o.client_key = t.client_key AND o.tax_id = t.tax_id
    WHERE t.day <= $as_of AND o.client_id IS NOT NULL
), period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
)
SELECT r.client_id, coalesce(c.client, '') AS client, s.manager, CAST(coalesce(p.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(p.margin AS DECIMAL(18, 4)) AS margin, r.last_before, r.lost_on, r.returned_on, CAST(date_diff('day', r.lost_on, r.returned_on) AS INTEGER) AS away_days,
       coalesce(k.ended = 'won', false) AS is_won_back, coalesce(k.step, '') AS step, coalesce(k.step_channel, '') AS step_channel,
       coalesce(k.owner, '') AS owner, coalesce(k.offer, '') AS offer, k.cost,
       CAST(m.net AS DECIMAL(18, 4)) AS money_back, CAST(m.margin AS DECIMAL(18, 4)) AS margin_back, CAST(a.purchases AS INTEGER) AS purchases_since,
       a.last_purchase, CAST(date_diff('day', a.last_purchase, $as_of) AS INTEGER) AS silent_days, a.rhythm_days, a.lost_again_on,
       a.lost_again_on IS NULL AND a.purchases < $safe_purchases AND date_diff('day', r.returned_on, $as_of) < $safe_rhythms * a.rhythm_then AS is_fragile,
       date_diff('day', a.last_purchase, $as_of) >= a.rhythm_days AS is_late, CAST(r.returned_on + CAST($service_days AS INTEGER) AS DATE) AS service_by,
       EXISTS (SELECT 1 FROM contacts t WHERE t.client_id = r.client_id AND t.day > r.returned_on) AS was_served
FROM returns r
JOIN sold s ON s.client_id = r.client_id AND s.day = r.returned_on
JOIN after a ON a.client_id = r.client_id AND a.returned_on = r.returned_on
JOIN money_after m ON m.client_id = r.client_id AND m.returned_on = r.returned_on
LEFT JOIN cases k ON k.client_id = r.client_id AND k.day = r.last_before
LEFT JOIN clients c ON c.client_id = r.client_id
LEFT JOIN period_money p ON p.client_id = r.client_id
ORDER BY r.returned_on DESC, m.net DESC, r.client_id
