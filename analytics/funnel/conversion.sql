-- Deals begun in the period and in the one it is compared with, and how many of each were won by the as-of date. A deal
-- younger than the usual way to a sale may still be won: it ripens, and is left out of both.
WITH known AS (
    SELECT created, CASE WHEN won_at <= $as_of THEN won_at END AS won_at
    FROM (
        SELECT created, won_at, coalesce(manager, '') AS manager, coalesce(channel, '') AS channel FROM deals
    ) written
    WHERE created <= $as_of:line_filter:
), cycle AS (
    SELECT coalesce(quantile_cont(CAST(date_diff('day', created, won_at) AS DOUBLE), 0.5), 0) AS days
    FROM known WHERE won_at >= created
), placed AS (
    SELECT
        created BETWEEN $first_day AND $last_day AS is_now,
        created BETWEEN $first_before AND $last_before AS is_before,
        date_diff('day', created, CAST($as_of AS DATE)) >= cycle.days AS is_ripe,
        won_at IS NOT NULL AS is_won
    FROM known, cycle
)
SELECT
    count(*) AS deals,
    count(*) FILTER (is_now AND is_ripe AND is_won) AS cases,
    count(*) FILTER (is_now AND is_ripe) AS "of",
    count(*) FILTER (is_before AND is_ripe AND is_won) AS cases_before,
    count(*) FILTER (is_before AND is_ripe) AS of_before,
    count(*) FILTER (is_now) AS begun,
    count(*) FILTER ((is_now OR is_before) AND NOT is_ripe) AS ripening,
    (SELECT days FROM cycle) AS cycle_days
FROM placed
