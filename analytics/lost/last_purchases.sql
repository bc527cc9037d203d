-- The last known purchase of everybody who may be a client of the period: what is needed to judge his silence by any multiplier.
-- Nobody waits sooner for whom the clock of his season speaks; with whom a pause is agreed that is not over on the as-of
-- date is not lost at all.
WITH :agreed_pauses:
SELECT date_diff('day', DATE '1970-01-01', day) AS day_no, :rhythm: AS rhythm_days,
       CASE WHEN (next_day IS NULL OR next_day > $as_of) AND client_id IN (SELECT client_id FROM agreed_pauses) THEN $never
            ELSE :season_days: END AS least_days,
       CAST(:year_value: AS DECIMAL(38, 4)) AS value
FROM purchase_states
WHERE day <= $until AND (next_day IS NULL OR next_day > $until) AND (purchase_no > 1 OR $one_offs):client_filter:
