-- After how long a silence the clients of the period count as lost, against the length of the period.
WITH thresholds AS (
    SELECT :threshold: AS days
    FROM purchase_states
    WHERE purchase_no >= 2 AND day <= $until AND (next_day IS NULL OR next_day > $until) AND day + :threshold: > $since:client_filter:
)
SELECT count(*) AS clients, count(*) FILTER (days > $period_days) AS longer, quantile_cont(days, 0.9) AS high, quantile_cont(days, 0.5) AS middle
FROM thresholds
