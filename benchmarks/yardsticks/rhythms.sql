-- Shared by the questions about silence: for each asked date every client's last purchase on or before it, with his rhythm as
-- it was known then: the median of the last five gaps from two gaps on, else the slow end of the others' rhythms at the
-- end of the month before, and of seasonal clients by the clock of their season. Needs `asked` (one row a date: asked_day).
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
), spread AS (
    SELECT l.client, l.day, any_value(l.n) AS purchases, stddev_samp(g.g0) / avg(g.g0) AS cv
    FROM (SELECT DISTINCT client, day, n FROM last_bought WHERE n >= 4 AND day - first_day >= 300) l JOIN gaps g ON g.client = l.client AND g.day <= l.day
    GROUP BY l.client, l.day
), year_buys AS (
    SELECT s.client, s.day, s.purchases, b.day AS bought_on, (month(b.day) - w.start + 12) % 12 < 4 AS is_inside, w.start, month(b.day) AS month_no
    FROM spread s JOIN bought b ON b.client = s.client AND b.day <= s.day CROSS JOIN (SELECT unnest(generate_series(1, 12)) AS start) w
    WHERE s.cv >= 0.6
), best_windows AS (
    SELECT client, day, start FROM year_buys GROUP BY client, day, start
    HAVING count(*) FILTER (is_inside) >= 0.8 * any_value(purchases)
    QUALIFY row_number() OVER (PARTITION BY client, day ORDER BY count(*) FILTER (is_inside) DESC, start) = 1
), inside AS (
    SELECT y.*, (year(bought_on) - CASE WHEN month_no < start THEN 1 ELSE 0 END) AS season_year, (month_no - start + 12) % 12 AS place
    FROM year_buys y JOIN best_windows w USING (client, day, start) WHERE y.is_inside
), seasons AS (
    SELECT client, day, max_by(start, bought_on) AS start, max(season_year) AS season_year, max(place) AS last_place,
           list_sum(list_transform(list_distinct(list(month_no)), lambda m: day(last_day(make_date(2023, CAST(m AS INTEGER), 1))))) AS season_length
    FROM inside GROUP BY client, day
), season AS (
    SELECT s.client, s.day, CAST(make_date(s.season_year, s.start, 1) + to_months(CAST(s.last_place + 1 AS INTEGER)) AS DATE) AS over_on, min(i.bought_on) + 365 AS due_on,
           min(i.bought_on) + 365 + CAST(greatest(45, ceil(4 * s.season_length / 3.0 - 1e-6)) AS INTEGER) AS gone_on
    FROM seasons s JOIN inside i ON i.client = s.client AND i.day = s.day AND i.season_year = s.season_year
    GROUP BY s.client, s.day, s.season_year, s.start, s.last_place, s.season_length
), judged AS (
    SELECT k.*, asked_day - k.day AS silent_days, over_on, due_on,
           CAST(greatest(14, ceil(rhythm_days * 4 / 3 - 1e-6), coalesce(gone_on - k.day, 0)) AS INTEGER) AS threshold_days
    FROM (SELECT l.*, coalesce(l.own_rhythm, f.days, 90) AS rhythm_days FROM last_bought l LEFT JOIN fallback f ON f.month_no = l.from_month - 1) k
    LEFT JOIN season s ON s.client = k.client AND s.day = k.day
), states AS (
    SELECT *, CASE WHEN silent_days >= threshold_days THEN CASE WHEN n = 1 THEN 'one_off_gone' ELSE 'lost' END
                   WHEN n = 1 THEN 'one_off' WHEN silent_days < rhythm_days THEN 'active'
                   WHEN over_on <= asked_day AND due_on > asked_day THEN 'seasonal' ELSE 'watch' END AS status
    FROM judged
)
