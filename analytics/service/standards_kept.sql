-- How often each line of the checklist was kept, of everybody and of each manager.
WITH named AS (
    SELECT c.day, c.standard, c.kept, coalesce(n.chosen, c.manager) AS manager
    FROM standard_checks c
    LEFT JOIN chosen_names n ON n.kind = 'manager' AND n.written = c.manager
)
SELECT standard, manager, count(*) AS checks, count(*) FILTER (kept) AS kept, max(day) AS last_day
FROM named
WHERE day BETWEEN $first_day AND $last_day AND day <= $as_of
GROUP BY GROUPING SETS ((standard), (manager), ())
ORDER BY standard NULLS LAST, manager NULLS LAST
