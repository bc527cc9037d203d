-- Silences that the season explains, from `candidates` (client_id, day, purchase_no): a client with four purchases or more
-- over 300 days or more, four fifths of them in four neighbouring months of the year (December and January are
-- neighbours). He is due a year after the first purchase of his last season, and lost when another 4/3 of the season, at
-- least 45 days, have passed. A season is those of the four months in which he bought.
bought AS (
    SELECT c.client_id, c.day AS spell_day, c.purchase_no, month(p.day) AS month_no
    FROM candidates c JOIN purchase_states p ON p.client_id = c.client_id AND p.day <= c.day
), counts AS (
    SELECT client_id, spell_day, purchase_no, count(*) FILTER (month_no = 1) AS m1, count(*) FILTER (month_no = 2) AS m2, count(*) FILTER (month_no = 3) AS m3,
           count(*) FILTER (month_no = 4) AS m4, count(*) FILTER (month_no = 5) AS m5, count(*) FILTER (month_no = 6) AS m6,
           count(*) FILTER (month_no = 7) AS m7, count(*) FILTER (month_no = 8) AS m8, count(*) FILTER (month_no = 9) AS m9,
           count(*) FILTER (month_no = 10) AS m10, count(*) FILTER (month_no = 11) AS m11, count(*) FILTER (month_no = 12) AS m12
    FROM bought GROUP BY client_id, spell_day, purchase_no
), seasonal_spells AS (
    SELECT client_id, spell_day, [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] AS in_month FROM counts
    WHERE greatest(m1 + m2 + m3 + m4, m2 + m3 + m4 + m5, m3 + m4 + m5 + m6, m4 + m5 + m6 + m7,
                   m5 + m6 + m7 + m8, m6 + m7 + m8 + m9, m7 + m8 + m9 + m10, m8 + m9 + m10 + m11,
                   m9 + m10 + m11 + m12, m10 + m11 + m12 + m1, m11 + m12 + m1 + m2, m12 + m1 + m2 + m3) >= 0.8 * purchase_no
), season_steps AS (
    SELECT CAST(unnest(generate_series(0, 47)) AS INTEGER) AS step
), season_months AS (
    SELECT client_id, spell_day, step // 4 + 1 AS start_month, (step // 4 + step % 4) % 12 + 1 AS month_no,
           list_extract(in_month, (step // 4 + step % 4) % 12 + 1) AS purchases
    FROM seasonal_spells CROSS JOIN season_steps
), windows AS (
    SELECT client_id, spell_day, start_month,
           sum(CASE WHEN purchases = 0 THEN 0 WHEN month_no = 2 THEN 28 WHEN month_no IN (4, 6, 9, 11) THEN 30 ELSE 31 END) AS season_days,
           row_number() OVER (PARTITION BY client_id, spell_day ORDER BY sum(purchases) DESC, start_month) AS place
    FROM season_months GROUP BY client_id, spell_day, start_month
), in_season AS (
    SELECT w.client_id, w.spell_day, w.start_month, w.season_days, p.day,
           max(p.day) OVER (PARTITION BY w.client_id, w.spell_day) AS last_day
    FROM windows w
    JOIN purchase_states p ON p.client_id = w.client_id AND p.day <= w.spell_day AND (month(p.day) - w.start_month + 12) % 12 < 4
    WHERE w.place = 1
), season_clocks AS (
    SELECT client_id, spell_day AS day, CAST(min(day) + INTERVAL 365 DAYS AS DATE) AS season_due_on,
           CAST(min(day) + INTERVAL 365 DAYS AS DATE) + CAST(greatest(45, ceil(4 * max(season_days) / 3.0 - 1e-6)) AS INTEGER) AS season_lost_on
    FROM in_season
    WHERE day >= make_date(year(last_day) - CASE WHEN month(last_day) < start_month THEN 1 ELSE 0 END, start_month, 1)
    GROUP BY client_id, spell_day
)
