-- All plans, with the import that brought each; a name on a plan is first looked for among the names that people said are
-- the same person, then as it is called everywhere.
WITH names AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager'
), said AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'person'
)
SELECT p.import_id, p.period, p.level, p.name, p.measure, p.value, s.manager AS said, coalesce(n.manager, p.name) AS known
FROM plans p
LEFT JOIN said s ON p.level = 'manager' AND s.written = p.name
LEFT JOIN names n ON p.level = 'manager' AND n.written = p.name
ORDER BY p.level, p.name, p.measure, p.period, p.import_id
