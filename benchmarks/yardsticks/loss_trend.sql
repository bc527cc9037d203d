-- Every purchase with the rhythm of its day, made of the lines in one pass: what the trend needs where nothing was made
-- beforehand. The steps from there to the months are those of the method.
bought AS (
    SELECT client, date AS day, sum(amount) AS net, max(amount) > 0 AS is_purchase FROM lines WHERE date <= $as_of GROUP BY client, date
), years AS (
    SELECT *, sum(net) OVER (PARTITION BY client ORDER BY day RANGE BETWEEN INTERVAL 364 DAYS PRECEDING AND CURRENT ROW) AS net_12m FROM bought
), gaps AS (
    SELECT client, day, net_12m, lead(day) OVER w AS next_day, first_value(day) OVER w AS first_day, row_number() OVER w AS n,
           day - lag(day) OVER w AS g0
    FROM years WHERE is_purchase WINDOW w AS (PARTITION BY client ORDER BY day)
), five AS (
    SELECT *, lag(g0, 1) OVER w AS g1, lag(g0, 2) OVER w AS g2, lag(g0, 3) OVER w AS g3, lag(g0, 4) OVER w AS g4
    FROM gaps WINDOW w AS (PARTITION BY client ORDER BY day)
), halves AS (
    SELECT *, greatest(least(g0, g1), least(g2, g3)) AS high, least(greatest(g0, g1), greatest(g2, g3)) AS low FROM five
), known AS MATERIALIZED (
    SELECT client, day, next_day, first_day, n, net_12m, year(day) * 12 + month(day) AS from_month,
           coalesce(year(next_day) * 12 + month(next_day) - 1, 1000000) AS to_month,
           CAST(CASE WHEN n < 3 THEN NULL WHEN n = 3 THEN (g0 + g1) / 2.0
                WHEN n = 4 THEN g0 + g1 + g2 - greatest(g0, g1, g2) - least(g0, g1, g2)
                WHEN n = 5 THEN (g0 + g1 + g2 + g3 - greatest(g0, g1, g2, g3) - least(g0, g1, g2, g3)) / 2.0
                ELSE g4 + high + low - greatest(g4, high, low) - least(g4, high, low) END AS DOUBLE) AS own_rhythm
    FROM halves
), needed AS (
    SELECT DISTINCT from_month - 1 AS month_no FROM known WHERE n = 2
), fallback AS (
    SELECT f.month_no, CASE WHEN count(*) >= 30 THEN quantile_cont(k.own_rhythm, 0.75) ELSE 90 END AS days
    FROM needed f JOIN known k ON k.from_month <= f.month_no AND k.to_month >= f.month_no AND k.own_rhythm IS NOT NULL
    GROUP BY f.month_no
), purchase_states AS (
    SELECT k.client AS client_id, k.day, k.next_day, k.first_day, CAST(k.n AS INTEGER) AS purchase_no,
           CASE WHEN k.own_rhythm IS NULL THEN 'fallback' ELSE 'own' END AS basis, coalesce(k.own_rhythm, f.days, 90) AS rhythm_days,
           CAST(k.net_12m AS DECIMAL(18, 4)) AS net_12m, CAST(NULL AS DOUBLE) AS gap_mean, CAST(NULL AS INTEGER) AS season_threshold_days
    FROM known k LEFT JOIN fallback f ON k.own_rhythm IS NULL AND f.month_no = k.from_month - 1
)
