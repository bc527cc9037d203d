-- Hours of training of each manager in the period and in the same days a year before.
WITH named AS (
    SELECT t.day, t.hours, coalesce(n.chosen, t.manager) AS manager
    FROM training_hours t
    LEFT JOIN chosen_names n ON n.kind = 'manager' AND n.written = t.manager
)
SELECT manager, CAST(coalesce(sum(hours) FILTER (day BETWEEN $first_day AND $last_day), 0) AS DECIMAL(38, 4)) AS hours,
       CAST(coalesce(sum(hours) FILTER (day BETWEEN $before_first AND $before_last), 0) AS DECIMAL(38, 4)) AS hours_before
FROM named
WHERE day <= $as_of AND (day BETWEEN $first_day AND $last_day OR day BETWEEN $before_first AND $before_last)
GROUP BY manager
ORDER BY manager
