WITH months AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, CAST(sum(amount) AS DOUBLE) AS value FROM lines WHERE date <= $as_of GROUP BY month
), levels AS (
    SELECT *, (sum(value) OVER (ORDER BY month ROWS BETWEEN 6 PRECEDING AND 5 FOLLOWING)
               + sum(value) OVER (ORDER BY month ROWS BETWEEN 5 PRECEDING AND 6 FOLLOWING)) / 24 AS level,
           row_number() OVER (ORDER BY month) AS place, count(*) OVER () AS months
    FROM months
), ratios AS (
    SELECT month(month) AS month_no, avg(value / level) AS mean FROM levels WHERE place > 6 AND place + 6 <= months GROUP BY month_no
)
SELECT month_no, mean / avg(mean) OVER () AS index FROM ratios
