-- What those who are paid by the formula are asked to do: indicators in force for them, and tasks that were written down.
WITH people AS (
    SELECT DISTINCT employee FROM pay_inputs
), positions AS (
    SELECT DISTINCT f.position FROM kpi_facts f JOIN people p ON p.employee = f.employee WHERE f.position IS NOT NULL
), asked AS (
    SELECT kpi AS task FROM kpi_norms
    WHERE active_from <= $as_of AND (active_to IS NULL OR active_to >= $as_of)
      AND (
          employee IN (SELECT employee FROM people)
          OR (employee IS NULL AND (
              position IS NULL OR position IN (SELECT position FROM positions) OR NOT EXISTS (SELECT 1 FROM positions)
          ))
      )
    UNION
    SELECT task FROM pay_tasks
)
SELECT a.task, t.component FROM asked a LEFT JOIN pay_tasks t ON t.task = a.task ORDER BY a.task
