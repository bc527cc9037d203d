-- Everybody who is lost on the date, one-off buyers too: what he brought in a year, what people say why he left (what the
-- client himself said goes before what others think, then the newest; only what was said of this loss), whether his
-- company is known to be no more, a pause that was agreed with him, a priority that somebody gave him.
whose AS (
    SELECT tax_id, client_key, client_id FROM record_clients WHERE client_id IS NOT NULL
), lost_spells AS (
    SELECT client_id, day, first_day, purchase_no, basis, manager, region, channel, net_12m, :rhythm: AS rhythm_days, :threshold: AS threshold_days,
           CAST(day + :threshold: AS DATE) AS lost_on, CAST(:year_value: AS DECIMAL(18, 4)) AS value, CAST(:year_margin: AS DECIMAL(18, 4)) AS value_margin
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of) AND day + :threshold: <= $as_of:client_filter:
), voices AS (
    SELECT s.client_id, l.reason_group, l.reason, l.evidence, l.confirmed, l.lost_date,
           row_number() OVER (PARTITION BY s.client_id ORDER BY l.confirmed DESC, l.lost_date DESC NULLS LAST, l.reason, l.evidence) AS place
    FROM losses l
    JOIN whose r ON r.client_key = l.client_key AND r.tax_id = l.tax_id
    JOIN lost_spells s ON s.client_id = r.client_id
    WHERE l.reason <> '' AND (l.lost_date IS NULL OR (l.lost_date >= s.day AND l.lost_date <= $as_of))
), :agreed_pauses:, :closed_firms:, gone_companies AS (
    SELECT r.client_id FROM client_details d
    JOIN whose r ON r.client_key = d.client_key AND r.tax_id = d.tax_id
    WHERE list_contains($gone_states, d.state)
    UNION SELECT client_id FROM closed_firms
), chosen_priorities AS (
    SELECT r.client_id, min(p.priority) AS chosen_priority, min(p.why) AS chosen_why FROM priorities p
    JOIN whose r ON r.client_key = p.client_key AND r.tax_id = p.tax_id
    GROUP BY r.client_id
), lost_now AS (
    SELECT s.*, CASE WHEN s.purchase_no = 1 THEN 'one_off_gone' ELSE 'lost' END AS status,
           CAST(date_diff('day', s.day, $as_of) AS INTEGER) AS silent_days, CAST(date_diff('day', s.lost_on, $as_of) AS INTEGER) AS elapsed_days,
           coalesce(v.reason_group, '') AS reason_group, coalesce(v.reason, '') AS reason, coalesce(v.evidence, '') AS evidence,
           coalesce(v.confirmed, false) AS confirmed, v.lost_date AS reason_date,
           g.client_id IS NOT NULL OR (coalesce(v.reason_group, '') = 'client' AND list_contains($gone_reasons, v.reason)) AS is_gone,
           a.pause_until, p.chosen_priority, coalesce(p.chosen_why, '') AS chosen_why
    FROM lost_spells s
    LEFT JOIN voices v ON v.client_id = s.client_id AND v.place = 1
    LEFT JOIN gone_companies g ON g.client_id = s.client_id
    LEFT JOIN agreed_pauses a ON a.client_id = s.client_id
    LEFT JOIN chosen_priorities p ON p.client_id = s.client_id
)
