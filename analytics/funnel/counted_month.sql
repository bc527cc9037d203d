-- Totals of one month that belong to no channel.
SELECT manager, stage, CAST(sum("count") AS BIGINT) AS counted
FROM funnel_counts
WHERE period = $first_day AND coalesce(channel, '') = ''
GROUP BY manager, stage
ORDER BY manager, stage
