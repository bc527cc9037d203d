-- Lines of the checklist in a window: how many there were, how many were kept, the last day.
SELECT count(*) AS checks, count(*) FILTER (kept) AS kept, max(day) AS measured_on
FROM standard_checks WHERE day BETWEEN $first_day AND $last_day AND day <= $as_of
