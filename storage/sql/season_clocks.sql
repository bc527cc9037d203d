-- The clock of a seasonal client at each of his purchases, as it was known on that day: a client with four purchases or
-- more over 300 days or more, uneven ones (variation of 0.6 or more), four fifths of them in four neighbouring months of
-- the year (December and January are neighbours). His season is those of the four months in which he bought. He is due a
-- year after the first purchase of his last season, and lost when another 4/3 of the season, at least 45 days, have passed.
CREATE TABLE season_clocks AS
WITH candidates AS (
    SELECT client_id, day, purchase_no FROM own_rhythms
    WHERE purchase_no >= 4 AND date_diff('day', first_day, day) >= 300 AND gap_cv >= 0.6
), counts AS (
    SELECT client_id, day, count(*) FILTER (month(day) = 1) OVER w AS m1, count(*) FILTER (month(day) = 2) OVER w AS m2,
           count(*) FILTER (month(day) = 3) OVER w AS m3, count(*) FILTER (month(day) = 4) OVER w AS m4,
           count(*) FILTER (month(day) = 5) OVER w AS m5, count(*) FILTER (month(day) = 6) OVER w AS m6,
           count(*) FILTER (month(day) = 7) OVER w AS m7, count(*) FILTER (month(day) = 8) OVER w AS m8,
           count(*) FILTER (month(day) = 9) OVER w AS m9, count(*) FILTER (month(day) = 10) OVER w AS m10,
           count(*) FILTER (month(day) = 11) OVER w AS m11, count(*) FILTER (month(day) = 12) OVER w AS m12
    FROM own_rhythms WHERE client_id IN (SELECT client_id FROM candidates)
    WINDOW w AS (PARTITION BY client_id ORDER BY day)
), seasonal AS (
    SELECT client_id, day, [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] AS in_month
    FROM candidates JOIN counts USING (client_id, day)
    WHERE greatest(m1 + m2 + m3 + m4, m2 + m3 + m4 + m5, m3 + m4 + m5 + m6, m4 + m5 + m6 + m7,
                   m5 + m6 + m7 + m8, m6 + m7 + m8 + m9, m7 + m8 + m9 + m10, m8 + m9 + m10 + m11,
                   m9 + m10 + m11 + m12, m10 + m11 + m12 + m1, m11 + m12 + m1 + m2, m12 + m1 + m2 + m3) >= 0.8 * purchase_no
), steps AS (
    SELECT CAST(unnest(generate_series(0, 47)) AS INTEGER) AS step
), season_months AS (
    SELECT client_id, day, step // 4 + 1 AS start_month, step % 4 AS place, (step // 4 + step % 4) % 12 + 1 AS month_no,
           list_extract(in_month, (step // 4 + step % 4) % 12 + 1) AS purchases
    FROM seasonal CROSS JOIN steps
), seasons AS (
    SELECT client_id, day, start_month, max(CASE WHEN purchases > 0 THEN place END) AS last_place,
           sum(CASE WHEN purchases = 0 THEN 0 WHEN month_no = 2 THEN 28 WHEN month_no IN (4, 6, 9, 11) THEN 30 ELSE 31 END) AS season_days,
           row_number() OVER (PARTITION BY client_id, day ORDER BY sum(purchases) DESC, start_month) AS best
    FROM season_months GROUP BY client_id, day, start_month
), in_season AS (
    SELECT s.client_id, s.day, s.start_month, s.last_place, s.season_days, p.day AS bought_on, max(p.day) OVER (PARTITION BY s.client_id, s.day) AS last_bought
    FROM seasons s JOIN own_rhythms p ON p.client_id = s.client_id AND p.day <= s.day AND (month(p.day) - s.start_month + 12) % 12 < 4
    WHERE s.best = 1
), dated AS (
    SELECT *, make_date(year(last_bought) - CASE WHEN month(last_bought) < start_month THEN 1 ELSE 0 END, start_month, 1) AS season_from FROM in_season
), last_seasons AS (
    SELECT client_id, day, max(last_place) AS last_place, max(season_days) AS season_days, min(season_from) AS season_from, min(bought_on) + 365 AS due_on
    FROM dated WHERE bought_on >= season_from
    GROUP BY client_id, day
)
SELECT client_id, day, CAST(season_from + to_months(last_place + 1) AS DATE) AS season_over_on, due_on AS season_due_on,
       CAST(date_diff('day', day, due_on) + greatest(45, ceil(4 * season_days / 3.0 - 1e-6)) AS INTEGER) AS season_threshold_days
FROM last_seasons
