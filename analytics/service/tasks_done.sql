-- Agreed steps that were due in the period: all, done by their day, overdue on the date.
SELECT count(*) AS planned, count(*) FILTER (done_at <= due) AS in_time,
       count(*) FILTER (due < $as_of AND (done_at IS NULL OR done_at > $as_of)) AS overdue
FROM winback
WHERE due BETWEEN $first_day AND $as_of
