-- All norms as they are written, with what the head answered about each; the newest of a position and an indicator first.
WITH names AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager'
)
SELECT coalesce(k.position, '') AS position, coalesce(n.manager, k.employee, '') AS employee, k.kpi, k.norm,
       coalesce(k.unit, '') AS unit, k.active_from, k.active_to, k.direction,
       p.influence, coalesce(p.who_else, '') AS who_else, coalesce(p.fact_source, '') AS source, p.minutes_week,
       coalesce(p.kind, '') AS kind, p.weight, p.accrues
FROM kpi_norms k
LEFT JOIN names n ON n.written = k.employee
LEFT JOIN kpi_passports p ON p.position = coalesce(k.position, '') AND p.kpi = k.kpi
ORDER BY 1, 3, 2, k.active_from DESC, k.norm
