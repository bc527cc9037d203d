-- The components of every version, a version at a time.
SELECT version, active_from, announced, component, rule, rate, input, least, task, visible
FROM pay_formula
ORDER BY version, import_id, component, rule, rate, input
