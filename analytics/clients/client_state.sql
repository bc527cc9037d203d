-- Where one client stands, and who he is.
WITH :agreed_pauses:, :closed_firms:, last_state AS (
    SELECT client_id, day, first_day, purchase_no, manager, region, channel, basis, net_12m, margin_12m, gap_cv, season_over_on, season_due_on,
           :rhythm: AS rhythm_days, :watch: AS watch_days, :threshold: AS threshold_days, CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days,
           (SELECT pause_until FROM agreed_pauses WHERE client_id = $client_id) AS pause_until,
           $client_id IN (SELECT client_id FROM closed_firms) AS is_closed
    FROM purchase_states
    WHERE client_id = $client_id AND day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
)
SELECT c.client_id, c.client, c.tax_id, c.code, c.since, c.segment, s.manager, s.region, s.channel, s.first_day AS first_purchase,
       s.day AS last_purchase, s.purchase_no AS purchases, s.rhythm_days, s.basis, s.gap_cv, s.threshold_days, s.silent_days,
       CASE WHEN $seasons THEN s.season_over_on END AS season_over_on, CASE WHEN $seasons THEN s.season_due_on END AS season_due_on,
       CASE WHEN s.client_id IS NOT NULL THEN :status_now: END AS status, s.pause_until, s.net_12m, s.margin_12m
FROM clients c LEFT JOIN last_state s ON s.client_id = c.client_id
WHERE c.client_id = $client_id
