-- Silences that the season explains, from `candidates` (client_id, day, purchase_no): a client with four purchases or more
-- over 300 days or more, four fifths of them in four neighbouring months of the year (December and January are
-- neighbours). He is due a year after the first purchase of his last season, and lost when another 4/3 of the season, at
-- least 45 days, have passed. A season is those of the four months in which he bought.
bought AS (
    SELECT c.client_id, c.day AS spell_day, c.purchase_no, p.day, month(p.day) AS month_no
    FROM candidates c JOIN purchase_states p ON p.client_id = c.client_id AND p.day <= c.day
), month_counts AS (
    SELECT client_id, spell_day, purchase_no, month_no, count(*) AS purchases,
           CASE WHEN month_no = 2 THEN 28 WHEN month_no IN (4, 6, 9, 11) THEN 30 ELSE 31 END AS month_days
    FROM bought GROUP BY client_id, spell_day, purchase_no, month_no
), starts AS (
    SELECT CAST(unnest(generate_series(1, 12)) AS INTEGER) AS start_month
), windows AS (
    SELECT m.client_id, m.spell_day, s.start_month, sum(m.month_days) AS season_days,
           row_number() OVER (PARTITION BY m.client_id, m.spell_day ORDER BY sum(m.purchases) DESC, s.start_month) AS place
    FROM month_counts m JOIN starts s ON (m.month_no - s.start_month + 12) % 12 < 4
    GROUP BY m.client_id, m.spell_day, m.purchase_no, s.start_month
    HAVING sum(m.purchases) >= 0.8 * m.purchase_no
), in_season AS (
    SELECT w.client_id, w.spell_day, w.start_month, w.season_days, b.day,
           max(b.day) OVER (PARTITION BY w.client_id, w.spell_day) AS last_day
    FROM windows w
    JOIN bought b ON b.client_id = w.client_id AND b.spell_day = w.spell_day AND (b.month_no - w.start_month + 12) % 12 < 4
    WHERE w.place = 1
), season_clocks AS (
    SELECT client_id, spell_day AS day, CAST(min(day) + INTERVAL 365 DAYS AS DATE) AS season_due_on,
           CAST(min(day) + INTERVAL 365 DAYS AS DATE) + CAST(greatest(45, ceil(4 * max(season_days) / 3.0 - 1e-6)) AS INTEGER) AS season_lost_on
    FROM in_season
    WHERE day >= make_date(year(last_day) - CASE WHEN month(last_day) < start_month THEN 1 ELSE 0 END, start_month, 1)
    GROUP BY client_id, spell_day
)
