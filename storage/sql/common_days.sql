-- The days on which both a file and the imports in force have lines: the first, the last, and the file's lines between.
WITH file_days AS (
    SELECT day, count(*) AS lines FROM (:source:) s GROUP BY day
), span AS (
    SELECT min(day) AS first_day, max(day) AS last_day FROM file_days
    WHERE day IN (
        SELECT day FROM loaded_lines WHERE day BETWEEN $first AND $last AND NOT list_contains($leaving, import_id)
    )
)
SELECT s.first_day, s.last_day, CAST(sum(d.lines) AS BIGINT)
FROM span s JOIN file_days d ON d.day BETWEEN s.first_day AND s.last_day
GROUP BY s.first_day, s.last_day
