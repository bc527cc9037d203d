-- Every client with two purchases or more on the as-of date, judged by both rules at once.
WITH :money:,
last_states AS (
    SELECT client_id, day, first_day, purchase_no, manager, basis, :rhythm_rhythm: AS rhythm_days, :silence_rhythm: AS usual_days,
           greatest(0.05, least(2.0, :regularity:)) AS regularity, :rhythm_threshold: AS rhythm_threshold,
           :silence_threshold: AS silence_threshold, :rhythm_watch: AS rhythm_watch, :silence_watch: AS silence_watch,
           CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days, :year_value: AS value, coalesce(:out_of_season:, false) AS is_out
    FROM purchase_states
    WHERE purchase_no > 1 AND day <= $as_of AND (next_day IS NULL OR next_day > $as_of):client_filter:
), period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
)
SELECT s.client_id, coalesce(c.client, '') AS client, s.manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, s.value, s.first_day AS first_purchase, s.day AS last_purchase,
       CAST(s.purchase_no AS INTEGER) AS purchases, s.basis, s.rhythm_days, s.usual_days, s.regularity, s.silent_days, s.rhythm_threshold,
       s.silence_threshold,
       CASE WHEN s.silent_days >= s.rhythm_threshold THEN 'lost' WHEN s.silent_days < s.rhythm_watch THEN 'active' WHEN s.is_out THEN 'seasonal' ELSE 'watch' END AS by_rhythm,
       CASE WHEN s.silent_days >= s.silence_threshold THEN 'lost' WHEN s.silent_days < s.silence_watch THEN 'active' WHEN s.is_out THEN 'seasonal' ELSE 'watch' END AS by_silence
FROM last_states s
LEFT JOIN clients c ON c.client_id = s.client_id
LEFT JOIN period_money m ON m.client_id = s.client_id
ORDER BY s.value DESC, s.client_id
