-- Answers by quarter counted back from the end of the period, each client once a quarter; of everybody and of a manager.
:answers:
SELECT quarters_ago, manager, count(*) AS answers, count(*) FILTER (score >= 9) AS promoters, count(*) FILTER (score <= 6) AS detractors
FROM placed
WHERE kind = 'NPS' AND newest_of_quarter = 1
GROUP BY GROUPING SETS ((quarters_ago), (quarters_ago, manager))
ORDER BY quarters_ago, manager NULLS FIRST
