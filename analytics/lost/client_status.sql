-- Where every client stands on the date: the row of his last purchase says his rhythm as it was known on that day.
WITH :money:,
:agreed_pauses:, :closed_firms:,
last_states AS (
    SELECT client_id, day, first_day, purchase_no, manager, basis, net_12m, margin_12m, season_over_on, season_due_on,
           :rhythm: AS rhythm_days, :watch: AS watch_days, :threshold: AS threshold_days, CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of):client_filter:
), year_purchases AS (
    SELECT s.client_id, CAST(count(*) AS INTEGER) AS purchases_12m
    FROM last_states s JOIN purchase_states p ON p.client_id = s.client_id
    WHERE p.day <= s.day AND p.day > s.day - INTERVAL 365 DAYS
    GROUP BY s.client_id
), period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
), judged AS (
    SELECT s.*, a.pause_until, f.client_id IS NOT NULL AS is_closed, :status_now: AS status
    FROM last_states s
    LEFT JOIN agreed_pauses a ON a.client_id = s.client_id
    LEFT JOIN closed_firms f ON f.client_id = s.client_id
)
SELECT j.client_id, coalesce(c.client, '') AS client, j.manager,
       CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue, CAST(m.margin AS DECIMAL(18, 4)) AS margin,
       j.first_day AS first_purchase, j.day AS last_purchase, j.rhythm_days, j.threshold_days, j.silent_days, j.status, j.basis,
       CASE WHEN j.silent_days >= j.threshold_days AND j.status <> 'agreed_pause' THEN j.day + j.threshold_days END AS lost_on,
       CASE WHEN j.status = 'agreed_pause' THEN j.pause_until WHEN $seasons AND j.silent_days >= j.watch_days AND j.season_over_on <= $as_of THEN j.season_due_on
            ELSE j.day + CAST(ceil(j.rhythm_days - 1e-6) AS INTEGER) END AS due_on,
       j.purchase_no AS purchases, y.purchases_12m, j.net_12m, j.margin_12m, j.silent_days / j.rhythm_days AS silent_ratio
FROM judged j
JOIN year_purchases y ON y.client_id = j.client_id
LEFT JOIN clients c ON c.client_id = j.client_id
LEFT JOIN period_money m ON m.client_id = j.client_id
ORDER BY j.net_12m DESC, j.client_id
