-- How many were counted at each stage in the months of the period, by group. A negative count is a fault: it is told, not summed.
SELECT :group: AS name, stage, CAST(coalesce(sum(counted) FILTER (counted >= 0), 0) AS BIGINT) AS reached,
       count(*) AS records, count(*) FILTER (counted < 0) AS negative
FROM (
    SELECT coalesce(m.chosen, c.manager, '') AS manager, coalesce(channel, '') AS channel, '' AS product, strftime(period, '%Y-%m-01') AS month,
           stage, "count" AS counted
    FROM funnel_counts c LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = c.manager
    WHERE period >= $first_month AND period <= $last_day AND period <= $as_of
) written
WHERE list_contains($stages, stage):line_filter:
GROUP BY name, stage
ORDER BY name, stage
