-- Who bought in the period, and on how many days.
SELECT count(DISTINCT client_id) AS buyers, count(*) AS purchase_days
FROM purchase_states WHERE day BETWEEN $first_day AND $last_day AND day <= $as_of
