-- The plan of revenue of the last month that has one: of the managers together, of the company where they have none.
WITH known AS (
    SELECT period, level, sum(value) AS value FROM plans
    WHERE measure = 'revenue' AND level IN ('manager', 'company') AND period <= $as_of
    GROUP BY period, level
)
SELECT period, CAST(value AS DECIMAL(38, 4)) AS value FROM known
ORDER BY period DESC, level DESC
LIMIT 1
