-- Whole ways: through which stages, how they ended, days and money on the way.
WITH :warm_up_steps:, ways AS (
    SELECT who, way, list(stage ORDER BY step_no) FILTER (NOT is_end) AS path,
           max(CASE WHEN list_contains($requests, stage) THEN 'request' WHEN list_contains($refusals, stage) THEN 'refusal' END) AS ending,
           date_diff('day', min(moved_on), max(moved_on)) AS days, sum(full_cost) AS cost, count(full_cost) AS priced
    FROM visits GROUP BY who, way
)
SELECT coalesce(path, []) AS path, coalesce(ending, '') AS ending, count(*) AS ways,
       quantile_cont(CAST(days AS DOUBLE), 0.5) AS median_days,
       quantile_cont(CAST(cost AS DOUBLE), 0.5) AS median_cost,
       CAST(coalesce(sum(cost), 0) AS DECIMAL(38, 4)) AS cost, CAST(sum(priced) AS BIGINT) AS priced
FROM ways GROUP BY path, ending
ORDER BY ways DESC, path, ending
