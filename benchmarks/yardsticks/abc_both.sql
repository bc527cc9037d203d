-- Shared by the classes and the moves between them: one scan for the money of both periods.
money AS (
    SELECT client, sum(amount) FILTER (date >= $first_day) AS value, sum(amount) FILTER (date <= $last_before) AS value_before,
           sum(amount - cost) FILTER (date >= $first_day) AS margin
    FROM lines WHERE date BETWEEN $first_before AND $last_before OR date BETWEEN $first_day AND $last_day
    GROUP BY client
), placed AS (
    SELECT *, row_number() OVER now AS rank, sum(value) OVER now - value AS above, sum(greatest(value, 0)) OVER () AS total,
           sum(value_before) OVER earlier - value_before AS above_before, sum(greatest(value_before, 0)) OVER () AS total_before
    FROM money
    WINDOW now AS (ORDER BY value DESC NULLS LAST, client ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
           earlier AS (ORDER BY value_before DESC NULLS LAST, client ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), classed AS (
    SELECT client, value, value_before, margin, CASE WHEN value IS NOT NULL THEN rank END AS rank,
           CASE WHEN value > 0 THEN CAST(value AS DOUBLE) / CAST(total AS DOUBLE) END AS share,
           CASE WHEN value > 0 THEN CAST(above AS DOUBLE) / CAST(total AS DOUBLE) END AS before_share,
           CASE WHEN value <= 0 THEN 'N' WHEN above < 0.8 * total THEN 'A' WHEN above < 0.95 * total THEN 'B' WHEN value > 0 THEN 'C' END AS abc_class,
           CASE WHEN value_before <= 0 THEN 'N' WHEN above_before < 0.8 * total_before THEN 'A' WHEN above_before < 0.95 * total_before THEN 'B'
                WHEN value_before > 0 THEN 'C' END AS class_before
    FROM placed
)
