-- Everybody who was a client at some time in the period ($since, $until]: the spell that covers its last day, with what he
-- brings in a year, his class by that among all of them, his main product group, and the reason of his loss where
-- somebody wrote it down (what the client himself said goes before what others think, then the newest). With whom a pause is
-- agreed that is not over on the as-of date is not lost.
:agreed_pauses:, timed_spells AS (
    SELECT client_id, day, next_day, first_day, purchase_no, basis, manager, region, channel, net_12m, margin_12m, rhythm_days,
           :rhythm: AS usual_days, :threshold: AS threshold_days, day + :threshold: AS lost_on
    FROM purchase_states
    WHERE day <= $until AND (next_day IS NULL OR next_day > $since)
), at_end AS (
    SELECT client_id, day, first_day, purchase_no, basis, manager, region, channel, usual_days, threshold_days,
           CASE WHEN (next_day IS NULL OR next_day > $as_of) AND client_id IN (SELECT client_id FROM agreed_pauses) THEN DATE '9999-12-31'
                ELSE CAST(lost_on AS DATE) END AS lost_on, :year_value: AS value, :year_margin: AS margin
    FROM timed_spells
    WHERE (next_day IS NULL OR next_day > $until):client_filter:
), named AS (
    SELECT 'end' AS span, client_id, '' AS client, value FROM at_end WHERE lost_on > $since AND (purchase_no > 1 OR $one_offs)
), :abc_ranking:, group_sums AS (
    SELECT s.client_id, s.category, sum(s.amount) AS net
    FROM sales s JOIN at_end e ON e.client_id = s.client_id
    WHERE $with_groups AND e.lost_on > $since AND (e.lost_on <= $until OR NOT $only_lost) AND s.day <= e.day AND s.day > e.day - INTERVAL 365 DAYS
    GROUP BY s.client_id, s.category
), main_groups AS (
    SELECT client_id, category AS product_group, row_number() OVER (PARTITION BY client_id ORDER BY net DESC, category) AS place FROM group_sums
), told_reasons AS (
    SELECT r.client_id, l.reason_group, l.reason, l.evidence, l.confirmed,
           row_number() OVER (PARTITION BY r.client_id ORDER BY l.confirmed DESC, l.lost_date DESC NULLS LAST, l.reason, l.evidence) AS place
    FROM losses l JOIN record_clients r ON r.client_key = l.client_key AND r.tax_id = l.tax_id
    WHERE r.client_id IS NOT NULL AND l.reason <> '' AND (l.lost_date IS NULL OR l.lost_date <= $as_of)
), known AS (
    SELECT e.*, e.lost_on > $since AS was_client, e.lost_on > $since AND e.lost_on <= $until AS is_lost,
           coalesce(k.abc_class, '') AS abc_class, coalesce(g.product_group, '') AS product_group,
           coalesce(t.reason, '') AS reason, coalesce(t.reason_group, '') AS reason_group, coalesce(t.evidence, '') AS evidence,
           coalesce(t.confirmed, false) AS confirmed
    FROM at_end e
    LEFT JOIN classes k ON k.client_id = e.client_id
    LEFT JOIN main_groups g ON g.client_id = e.client_id AND g.place = 1
    LEFT JOIN told_reasons t ON t.client_id = e.client_id AND t.place = 1
)
