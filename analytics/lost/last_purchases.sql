-- The last known purchase of everybody who may be a client of the period: what is needed to judge his silence by any multiplier.
SELECT date_diff('day', DATE '1970-01-01', day) AS day_no, :rhythm: AS rhythm_days, :season_days: AS season_days,
       CAST(:year_value: AS DECIMAL(38, 4)) AS value
FROM purchase_states
WHERE day <= $until AND (next_day IS NULL OR next_day > $until) AND (purchase_no > 1 OR $one_offs):client_filter:
