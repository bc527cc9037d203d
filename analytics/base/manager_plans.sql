-- New clients planned for each manager, month by month.
SELECT coalesce(c.chosen, p.name) AS manager, p.period, sum(p.value) AS clients
FROM plans p LEFT JOIN chosen_names c ON c.kind = 'manager' AND c.written = p.name
WHERE p.measure = 'new_clients' AND p.level = 'manager'
GROUP BY ALL ORDER BY ALL
