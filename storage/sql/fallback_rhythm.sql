-- For each month: the slow end of the rhythms that clients had at its end. It serves the purchases of the month after,
-- so that no later row ever changes it.
CREATE TABLE fallback_rhythm_new AS
WITH span AS (
    SELECT CAST(date_trunc('month', min(day)) AS DATE) AS first_month, CAST(date_trunc('month', max(day)) AS DATE) AS last_month FROM own_rhythms
), months AS (
    SELECT CAST(unnest(generate_series(CAST(first_month AS TIMESTAMP), CAST(last_month AS TIMESTAMP), INTERVAL 1 MONTH)) AS DATE) AS month FROM span
), spells AS (
    SELECT own_rhythm, year(day) * 12 + month(day) AS from_month,
           coalesce(year(next_day) * 12 + month(next_day) - 1, 2147483647) AS to_month
    FROM own_rhythms
    WHERE own_rhythm IS NOT NULL AND (next_day IS NULL OR year(next_day) * 12 + month(next_day) > year(day) * 12 + month(day))
)
SELECT m.month, CASE WHEN count(s.own_rhythm) >= $clients THEN quantile_cont(s.own_rhythm, $share) ELSE $days END AS days,
       CAST(count(s.own_rhythm) AS INTEGER) AS clients
FROM months m
LEFT JOIN spells s ON s.from_month <= year(m.month) * 12 + month(m.month) AND s.to_month >= year(m.month) * 12 + month(m.month)
GROUP BY m.month
ORDER BY m.month
