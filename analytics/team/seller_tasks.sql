-- Every check of a task that is not done up to the date, with what the records know: hours of contacts of the month before
-- the check, and whether a component of the pay names the task (NULL: no formula of pay is written).
WITH names AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager'
), tasks AS (
    SELECT t.*, coalesce(n.manager, t.employee) AS who FROM seller_tasks t LEFT JOIN names n ON n.written = t.employee
    WHERE t.asked_on <= $as_of
), hours AS (
    SELECT coalesce(n.manager, c.manager) AS who, t.asked_on,
           sum(coalesce(c.duration_min, $usual_minutes)) / 60.0 AS hours
    FROM (SELECT DISTINCT who, asked_on FROM tasks) t
    JOIN touches c ON c.day <= t.asked_on AND date_diff('day', c.day, t.asked_on) < 30
    LEFT JOIN names n ON n.written = c.manager
    WHERE coalesce(n.manager, c.manager) = t.who
    GROUP BY 1, 2
), paid AS (
    SELECT count(*) AS components FROM pay_formula WHERE active_from <= $as_of
)
SELECT t.task, t.who AS employee, t.asked_on, t.taught, t.attested_on, t.has_time, t.has_means, t.described, t.explained_on,
       t.sees_sense, t.is_paid, coalesce(t.owner, '') AS owner, t.due, t.done_on, coalesce(t.note, '') AS note,
       CAST(h.hours AS DOUBLE) AS hours,
       CASE WHEN p.components > 0 THEN EXISTS (SELECT 1 FROM pay_formula f WHERE f.task = t.task AND f.active_from <= $as_of) END AS in_pay
FROM tasks t
CROSS JOIN paid p
LEFT JOIN hours h ON h.who = t.who AND h.asked_on = t.asked_on
ORDER BY t.task, employee, t.asked_on DESC
