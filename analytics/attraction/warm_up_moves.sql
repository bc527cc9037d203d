-- Where the companies go from every stage; NULL before the first one.
WITH :warm_up_steps:
SELECT stage, next_stage, count(*) AS moves FROM visits WHERE NOT is_end AND next_stage IS NOT NULL GROUP BY stage, next_stage
UNION ALL
SELECT NULL, stage, count(*) FROM visits WHERE place = 1 GROUP BY stage
ORDER BY 1 NULLS FIRST, 2
