-- One row per client and purchase day with everything known on that day but the fallback rhythm, which needs all rows.
CREATE TABLE own_rhythms AS
WITH days AS (
    SELECT client_id, day, sum(net) AS net, sum(event_net) AS event_net, sum(margin) AS margin,
           arg_max(row(manager, region, channel), row(largest_line, manager, region, channel)) AS seller
    FROM client_day WHERE client_id <> 0 GROUP BY client_id, day
), years AS (
    SELECT *, sum(net) OVER year_to_day AS net_12m, sum(margin) OVER year_to_day AS margin_12m
    FROM days
    WINDOW year_to_day AS (PARTITION BY client_id ORDER BY day RANGE BETWEEN INTERVAL 364 DAYS PRECEDING AND CURRENT ROW)
), purchases AS (
    SELECT *, lag(day) OVER w AS previous_day, lead(day) OVER w AS next_day, first_value(day) OVER w AS first_day,
           CAST(row_number() OVER w AS INTEGER) AS purchase_no, CAST(date_diff('day', lag(day) OVER w, day) AS INTEGER) AS gap_days
    FROM years WHERE event_net > 0
    WINDOW w AS (PARTITION BY client_id ORDER BY day)
), gaps AS (
    SELECT *, lag(gap_days, 1) OVER w AS g1, lag(gap_days, 2) OVER w AS g2, lag(gap_days, 3) OVER w AS g3,
           lag(gap_days, 4) OVER w AS g4, sum(CAST(gap_days AS DOUBLE) * gap_days) OVER w AS gap_squares
    FROM purchases
    WINDOW w AS (PARTITION BY client_id ORDER BY day)
), pairs AS (
    SELECT *, greatest(least(gap_days, g1), least(g2, g3)) AS high, least(greatest(gap_days, g1), greatest(g2, g3)) AS low,
           CASE WHEN purchase_no > 1 THEN date_diff('day', first_day, day) / CAST(purchase_no - 1 AS DOUBLE) END AS gap_mean
    FROM gaps
)
SELECT client_id, day, previous_day, next_day, first_day, purchase_no, gap_days, gap_mean,
       CASE WHEN purchase_no > 2
            THEN sqrt(greatest(0, gap_squares - (purchase_no - 1) * gap_mean * gap_mean) / (purchase_no - 2)) / gap_mean END AS gap_cv,
       CAST(net_12m AS DECIMAL(18, 4)) AS net_12m, CAST(margin_12m AS DECIMAL(18, 4)) AS margin_12m,
       struct_extract_at(seller, 1) AS manager, struct_extract_at(seller, 2) AS region, struct_extract_at(seller, 3) AS channel,
       CAST(:rhythm: AS DOUBLE) AS own_rhythm
FROM pairs
