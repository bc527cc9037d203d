-- Names of managers or products as they are written, with their money and days on lines; those that only records know have none.
-- :column: is one of the two.
WITH on_lines AS (
    SELECT l.:column: AS written, count(*) AS lines, CAST(sum(l.amount) AS DECIMAL(18, 4)) AS net, min(l.day) AS first_day, max(l.day) AS last_day
    FROM sales_lines l
    WHERE l.day <= $as_of AND l.:column: <> ''
    GROUP BY l.:column:
), on_records AS (
    SELECT :column: AS written, coalesce(created, won_at, lost_at, stage_changed_at) AS day FROM deals
    UNION ALL SELECT name, period FROM plans WHERE level = ':column:'
    UNION ALL SELECT manager, period FROM funnel_counts WHERE ':column:' = 'manager'
    UNION ALL SELECT manager, day FROM call_checks WHERE ':column:' = 'manager'
    UNION ALL SELECT manager, CAST(asked_at AS DATE) FROM service_requests WHERE ':column:' = 'manager'
    UNION ALL SELECT manager, day FROM standard_checks WHERE ':column:' = 'manager'
    UNION ALL SELECT manager, day FROM training_hours WHERE ':column:' = 'manager'
)
SELECT * FROM on_lines
UNION ALL
SELECT written, count(*), CAST(0 AS DECIMAL(18, 4)), min(day), max(day)
FROM on_records
WHERE written <> '' AND coalesce(day <= $as_of, true) AND written NOT IN (SELECT written FROM on_lines)
GROUP BY written
ORDER BY net DESC, written
