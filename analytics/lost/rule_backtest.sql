-- Who would have been called lost on an earlier day by each rule, and who bought after it: clients of two purchases or more
-- who had bought within the year before that day.
SELECT client_id, day + :rhythm_threshold: <= $looked_on AS lost_by_rhythm, day + :silence_threshold: <= $looked_on AS lost_by_silence,
       coalesce(next_day <= $as_of, false) AS bought_again, CAST(purchase_no AS INTEGER) AS purchases,
       CAST(date_diff('day', first_day, day) AS INTEGER) AS last, CAST(date_diff('day', first_day, $looked_on) AS INTEGER) AS known
FROM purchase_states
WHERE purchase_no > 1 AND day <= $looked_on AND day > $looked_on - INTERVAL 365 DAYS AND (next_day IS NULL OR next_day > $looked_on):client_filter:
ORDER BY client_id
