-- Who would have been called lost on an earlier day by each rule, and who bought after it: clients of enough purchases
-- who had bought lately enough before that day.
SELECT client_id, day + :rhythm_threshold: <= $looked_on AS lost_by_rhythm, day + :silence_threshold: <= $looked_on AS lost_by_silence,
       coalesce(next_day <= $as_of, false) AS bought_again, CAST(purchase_no AS INTEGER) AS purchases,
       CAST(date_diff('day', first_day, day) AS INTEGER) AS last, CAST(date_diff('day', first_day, $looked_on) AS INTEGER) AS known
FROM purchase_states
WHERE purchase_no >= $least_purchases AND day <= $looked_on AND date_diff('day', day, $looked_on) < $within_days AND (next_day IS NULL OR next_day > $looked_on):client_filter:
ORDER BY client_id
