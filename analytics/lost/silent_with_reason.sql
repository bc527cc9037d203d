-- Silent clients whose silence means nothing bad: out of season, an agreed pause, a firm that closed.
WITH silent AS (
    SELECT client_id, day, manager, season_over_on, season_due_on, :year_value: AS value, CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days,
           :rhythm: AS rhythm_days, :threshold: AS threshold_days
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of) AND date_diff('day', day, $as_of) >= :watch::client_filter:
), whose AS (
    SELECT r.client_key, r.tax_id, s.client_id, s.day FROM record_clients r JOIN silent s ON s.client_id = r.client_id
), agreed AS (
    SELECT client_id, max(until) AS until
    FROM (
        SELECT w.client_id, t.next_date AS until FROM touches t JOIN whose w ON w.client_key = t.client_key AND w.tax_id = t.tax_id
        WHERE t.day > w.day AND t.day <= $as_of AND t.next_date >= $as_of
        UNION ALL
        SELECT w.client_id, p.until FROM pauses p JOIN whose w ON w.client_key = p.client_key AND w.tax_id = p.tax_id
        WHERE p.until >= $as_of
    ) AS pauses_agreed
    GROUP BY client_id
), judged AS (
    SELECT s.*, coalesce(c.client, '') AS client, a.until,
           CASE WHEN c.state IN ('closed', 'bankrupt') THEN 'closed' WHEN a.until IS NOT NULL THEN 'agreed_pause'
                WHEN :out_of_season: THEN 'seasonal' END AS status
    FROM silent s
    LEFT JOIN clients c ON c.client_id = s.client_id
    LEFT JOIN agreed a ON a.client_id = s.client_id
)
SELECT client_id, client, manager, value, day AS last_purchase, silent_days, rhythm_days, status,
       CASE status WHEN 'agreed_pause' THEN until WHEN 'seasonal' THEN season_due_on END AS due_on,
       CASE WHEN status = 'seasonal' THEN day + threshold_days END AS lost_on
FROM judged WHERE status IS NOT NULL
ORDER BY value DESC, client_id
