-- Silent clients whose silence means nothing bad: out of season, an agreed pause, a firm that closed.
WITH silent AS (
    SELECT client_id, day, first_day, purchase_no, gap_cv, manager, :year_value: AS value, CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days,
           :rhythm: AS rhythm_days
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of) AND date_diff('day', day, $as_of) >= :watch::client_filter:
), candidates AS (
    SELECT client_id, day, purchase_no FROM silent WHERE :seasonal:
), :season_clocks:, agreed AS (
    SELECT r.client_id, max(t.next_date) AS next_date, max(t.day) AS agreed_on
    FROM touches t JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE r.client_id IS NOT NULL AND t.day <= $as_of AND t.next_date >= $as_of
    GROUP BY r.client_id
), judged AS (
    SELECT s.client_id, s.day, s.manager, s.value, s.silent_days, s.rhythm_days, coalesce(c.client, '') AS client,
           CASE WHEN c.state IN ('closed', 'bankrupt') THEN 'closed'
                WHEN a.agreed_on > s.day THEN 'agreed_pause'
                WHEN k.season_lost_on > $as_of THEN 'seasonal' END AS status,
           CASE WHEN c.state IN ('closed', 'bankrupt') THEN NULL WHEN a.agreed_on > s.day THEN a.next_date ELSE k.season_due_on END AS due_on,
           CASE WHEN c.state IN ('closed', 'bankrupt') OR a.agreed_on > s.day THEN NULL
                ELSE k.season_lost_on END AS lost_on
    FROM silent s
    LEFT JOIN clients c ON c.client_id = s.client_id
    LEFT JOIN agreed a ON a.client_id = s.client_id
    LEFT JOIN season_clocks k ON k.client_id = s.client_id AND k.day = s.day
)
SELECT client_id, client, manager, value, day AS last_purchase, silent_days, rhythm_days, status, due_on, lost_on
FROM judged WHERE status IS NOT NULL
ORDER BY value DESC, client_id
