-- How many of those who were lost so long ago that it can be told have bought again within a number of days.
WITH lost AS (
    SELECT client_id, CAST(day + :threshold: AS DATE) AS lost_on, CASE WHEN next_day <= $as_of THEN next_day END AS next_day
    FROM purchase_states
    WHERE day <= $as_of AND purchase_no >= 2 AND day + :threshold: <= $as_of
      AND (next_day IS NULL OR next_day > $as_of OR day + :threshold: <= next_day):client_filter:
), horizons AS (
    SELECT CAST(unnest($horizons) AS INTEGER) AS days
)
SELECT h.days, count(*) AS lost, count(*) FILTER (date_diff('day', l.lost_on, l.next_day) <= h.days) AS returned
FROM horizons h JOIN lost l ON date_diff('day', l.lost_on, $as_of) >= h.days
GROUP BY h.days
ORDER BY h.days
