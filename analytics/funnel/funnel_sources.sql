-- Every stage that totals and deals name, by funnel, with what tells its place: how many came to it, and as which step.
WITH counted AS (
    SELECT 'counts' AS source, '' AS pipeline, stage, CAST(sum(count) AS BIGINT) AS reached, CAST(NULL AS DOUBLE) AS step,
           CAST(0 AS BIGINT) AS won, CAST(0 AS BIGINT) AS lost, CAST(0 AS BIGINT) AS moves, min(period) AS first_day, max(period) AS last_day
    FROM funnel_counts WHERE period <= $as_of
    GROUP BY stage
), known AS (
    SELECT deal_id, coalesce(pipeline, '') AS pipeline, stage, won_at, lost_at, coalesce(created, won_at, lost_at, stage_changed_at) AS day FROM deals
), steps AS (
    SELECT deal_id, to_stage, moved_on, row_number() OVER (PARTITION BY deal_id ORDER BY moved_on, from_stage IS NOT NULL, to_stage) AS step
    FROM stage_log WHERE deal_id IS NOT NULL AND moved_on <= $as_of
), passed AS (
    SELECT pipeline, stage, NULL AS step, won_at IS NOT NULL AS is_won, lost_at IS NOT NULL AS is_lost, day FROM known WHERE day IS NULL OR day <= $as_of
    UNION ALL
    SELECT k.pipeline, s.to_stage, s.step, false, false, s.moved_on FROM steps s JOIN known k ON k.deal_id = s.deal_id
)
SELECT * FROM counted
UNION ALL
SELECT 'deals', pipeline, stage, count(*) FILTER (step IS NULL), avg(step), count(*) FILTER (is_won), count(*) FILTER (is_lost), count(step),
       min(day), max(day)
FROM passed
GROUP BY pipeline, stage
ORDER BY source, pipeline, stage
