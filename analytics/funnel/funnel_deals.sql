-- Deals that entered in the period, by group: at which stage they entered, how far they came, whether they are ripe to be judged.
-- One that entered nobody knows when belongs to no period; it is counted apart.
WITH :known_deals:, cohort AS (
    SELECT manager, channel, product, coalesce(strftime(entered_on, '%Y-%m-01'), '') AS month, entered_on, is_won, is_lost, amount, is_logged,
           CASE WHEN is_won THEN len($stages) ELSE least(last_place, len($stages) - 1) END AS reached, first_place
    FROM known_deals
    WHERE entered_on IS NULL OR entered_on BETWEEN $first_day AND $last_day
)
SELECT :group: AS name, least(first_place, reached) AS entry, reached, is_lost AND NOT is_won AS is_lost, entered_on IS NOT NULL AS is_dated,
       coalesce(entered_on <= $ripe_until, false) AS is_ripe, is_logged, count(*) AS deals
FROM cohort
WHERE true:line_filter:
GROUP BY ALL
ORDER BY ALL
