-- The fallback of a purchase is the one known at the end of the month before it.
CREATE TABLE purchase_states_new AS
WITH filled AS (
    SELECT o.*, coalesce(o.own_rhythm, f.days, $days) AS rhythm_days,
           CASE WHEN o.own_rhythm IS NULL THEN 'fallback' ELSE 'own' END AS basis
    FROM own_rhythms o
    LEFT JOIN fallback_rhythm f
      ON o.own_rhythm IS NULL AND year(f.month) * 12 + month(f.month) = year(o.day) * 12 + month(o.day) - 1
)
SELECT f.client_id, f.day, previous_day, next_day, first_day, purchase_no, gap_days, rhythm_days, basis,
       lag(rhythm_days) OVER w AS rhythm_before, gap_mean, gap_cv, net_12m, margin_12m,
       manager, region, channel, k.season_over_on, k.season_due_on, k.season_threshold_days, lead(manager) OVER w AS next_manager
FROM filled f LEFT JOIN season_clocks k ON k.client_id = f.client_id AND k.day = f.day
WINDOW w AS (PARTITION BY f.client_id ORDER BY f.day)
ORDER BY f.client_id, f.day
