-- Every fact up to the date with the norm of its month: the one written for the employee before that of his position, the
-- one in force on the first day before a later one. Facts that no norm covers keep the norm that stands beside them.
WITH names AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager'
), facts AS (
    SELECT coalesce(n.manager, f.employee) AS employee, coalesce(f.position, '') AS position, f.kpi,
           CAST(date_trunc('month', f.period) AS DATE) AS period, f.fact, f.norm AS stated
    FROM kpi_facts f LEFT JOIN names n ON n.written = f.employee
    WHERE f.period <= $as_of
), norms AS (
    SELECT coalesce(k.position, '') AS position, coalesce(n.manager, k.employee, '') AS employee, k.kpi, k.norm,
           coalesce(k.unit, '') AS unit, k.direction,
           CAST(date_trunc('month', k.active_from) AS DATE) AS from_month, k.active_from,
           coalesce(k.active_to, DATE '9999-12-31') AS active_to
    FROM kpi_norms k LEFT JOIN names n ON n.written = k.employee
    WHERE k.norm > 0
), fitting AS (
    SELECT f.employee, coalesce(nullif(f.position, ''), k.position, '') AS position, f.kpi, f.period, f.fact, f.stated,
           k.norm AS written, k.unit, k.direction, k.active_from,
           row_number() OVER (
               PARTITION BY f.employee, f.kpi, f.period
               ORDER BY k.employee <> '' DESC NULLS LAST, k.active_from <= f.period DESC NULLS LAST,
                        k.active_from DESC NULLS LAST, k.norm NULLS LAST, f.fact DESC
           ) AS place
    FROM facts f
    LEFT JOIN norms k ON k.kpi = f.kpi AND k.from_month <= f.period AND k.active_to >= f.period
        AND (k.employee = f.employee OR (k.employee = '' AND (k.position = '' OR f.position = '' OR k.position = f.position)))
)
SELECT employee, position, kpi, period, fact, CAST(coalesce(written, CASE WHEN stated > 0 THEN stated END) AS DECIMAL(18, 4)) AS norm,
       stated, coalesce(unit, '') AS unit, coalesce(direction, 'higher') AS direction
FROM fitting
WHERE place = 1
ORDER BY position, kpi, employee, period
