-- Shared by the questions about silence: for each asked date every client's last purchase on or before it, with his rhythm as
-- it was known then: the median of the last five gaps from two gaps on, else the slow end of the others' rhythms at the
-- end of the month before. Needs `asked` (one row a date: asked_day).
bought AS (
    SELECT DISTINCT client, date AS day FROM lines WHERE amount > 0 AND date <= $as_of
), gaps AS (
    SELECT client, day, lead(day) OVER w AS next_day, first_value(day) OVER w AS first_day, row_number() OVER w AS n,
           day - lag(day) OVER w AS g0
    FROM bought WINDOW w AS (PARTITION BY client ORDER BY day)
), five AS (
    SELECT *, lag(g0, 1) OVER w AS g1, lag(g0, 2) OVER w AS g2, lag(g0, 3) OVER w AS g3, lag(g0, 4) OVER w AS g4
    FROM gaps WINDOW w AS (PARTITION BY client ORDER BY day)
), halves AS (
    SELECT *, greatest(least(g0, g1), least(g2, g3)) AS high, least(greatest(g0, g1), greatest(g2, g3)) AS low FROM five
), known AS MATERIALIZED (
    SELECT client, day, next_day, first_day, n, year(day) * 12 + month(day) AS from_month,
           coalesce(year(next_day) * 12 + month(next_day) - 1, 1000000) AS to_month,
           CAST(CASE WHEN n < 3 THEN NULL WHEN n = 3 THEN (g0 + g1) / 2.0
                WHEN n = 4 THEN g0 + g1 + g2 - greatest(g0, g1, g2) - least(g0, g1, g2)
                WHEN n = 5 THEN (g0 + g1 + g2 + g3 - greatest(g0, g1, g2, g3) - least(g0, g1, g2, g3)) / 2.0
                ELSE g4 + high + low - greatest(g4, high, low) - least(g4, high, low) END AS DOUBLE) AS own_rhythm
    FROM halves
), last_bought AS (
    SELECT a.asked_day, k.* FROM known k JOIN asked a ON k.day <= a.asked_day AND (k.next_day IS NULL OR k.next_day > a.asked_day)
), needed AS (
    SELECT DISTINCT from_month - 1 AS month_no FROM last_bought WHERE own_rhythm IS NULL
), fallback AS (
    SELECT f.month_no, CASE WHEN count(*) >= 30 THEN quantile_cont(k.own_rhythm, 0.75) ELSE 90 END AS days
    FROM needed f JOIN known k ON k.from_month <= f.month_no AND k.to_month >= f.month_no AND k.own_rhythm IS NOT NULL
    GROUP BY f.month_no
), judged AS (
    SELECT *, asked_day - day AS silent_days, CAST(greatest(14, ceil(rhythm_days * 4 / 3 - 1e-6)) AS INTEGER) AS threshold_days
    FROM (SELECT l.*, coalesce(l.own_rhythm, f.days, 90) AS rhythm_days FROM last_bought l LEFT JOIN fallback f ON f.month_no = l.from_month - 1)
), states AS (
    SELECT *, CASE WHEN silent_days >= threshold_days THEN CASE WHEN n = 1 THEN 'one_off_gone' ELSE 'lost' END
                   WHEN n = 1 THEN 'one_off' WHEN silent_days >= rhythm_days THEN 'watch' ELSE 'active' END AS status
    FROM judged
)
