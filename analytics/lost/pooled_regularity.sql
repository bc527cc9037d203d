-- How unevenly the clients of the company buy, at the end of each month: the spread of the intervals of everybody who then
-- had three or more, weighted by their number. DECIMAL, so that the order of the rows cannot move the last digit.
WITH spells AS (
    SELECT year(day) * 12 + month(day) AS since, year(next_day) * 12 + month(next_day) AS until, purchase_no - 2 AS freedom,
           CAST(gap_cv * gap_cv * (purchase_no - 2) AS DECIMAL(38, 12)) AS spread
    FROM purchase_states WHERE purchase_no > 3
), steps AS (
    SELECT since AS month_no, sum(freedom) AS freedom, sum(spread) AS spread FROM spells WHERE until IS NULL OR until > since GROUP BY since
    UNION ALL
    SELECT until, -sum(freedom), -sum(spread) FROM spells WHERE until > since GROUP BY until
), changes AS (
    SELECT month_no, sum(freedom) AS freedom, sum(spread) AS spread FROM steps GROUP BY month_no
)
SELECT CAST(month_no AS INTEGER) AS month_no, CAST(sum(freedom) OVER so_far AS BIGINT) AS freedom,
       CAST(sum(spread) OVER so_far AS DECIMAL(38, 12)) AS spread
FROM changes
WINDOW so_far AS (ORDER BY month_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY month_no
