WITH ends AS (
    SELECT unnest($ends) AS last_day
), money AS (
    SELECT last_day, client, sum(amount) AS value FROM lines JOIN ends ON date <= last_day AND date > last_day - 365 GROUP BY last_day, client
), placed AS (
    SELECT *, row_number() OVER w AS rank, sum(value) OVER w - value AS above, sum(greatest(value, 0)) OVER (PARTITION BY last_day) AS total
    FROM money WINDOW w AS (PARTITION BY last_day ORDER BY value DESC, client ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT last_day, CASE WHEN value <= 0 THEN 'N' WHEN above < 0.8 * total THEN 'A' WHEN above < 0.95 * total THEN 'B' ELSE 'C' END AS abc_class,
       rank, value, CASE WHEN value > 0 THEN CAST(value AS DOUBLE) / CAST(total AS DOUBLE) END AS share
FROM placed WHERE client = $client
