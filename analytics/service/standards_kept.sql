-- How often each line of the checklist was kept, of everybody and of each manager.
SELECT standard, manager, count(*) AS checks, count(*) FILTER (kept) AS kept, max(day) AS last_day
FROM standard_checks
WHERE day BETWEEN $first_day AND $last_day AND day <= $as_of
GROUP BY GROUPING SETS ((standard), (manager), ())
ORDER BY standard NULLS LAST, manager NULLS LAST
