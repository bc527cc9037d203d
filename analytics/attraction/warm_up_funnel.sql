-- Every stage: how often it was entered, how long a stay takes, what it costs; the order is that of the first entries.
WITH :warm_up_steps:, firsts AS (
    SELECT stage, avg(place) AS usual_place
    FROM (SELECT who, way, stage, min(place) AS place FROM visits WHERE NOT is_end GROUP BY who, way, stage) entries
    GROUP BY stage
)
SELECT v.stage, f.usual_place, count(*) AS entered, count(v.next_stage) AS exits,
       quantile_cont(CAST(date_diff('day', v.moved_on, v.left_on) AS DOUBLE), 0.5) FILTER (v.left_on IS NOT NULL) AS median_days,
       CAST(sum(v.touches) AS BIGINT) AS touches, CAST(sum(v.full_cost) AS DECIMAL(38, 4)) AS cost, count(v.full_cost) AS priced
FROM visits v JOIN firsts f ON f.stage = v.stage
WHERE NOT v.is_end
GROUP BY v.stage, f.usual_place
ORDER BY f.usual_place, v.stage
