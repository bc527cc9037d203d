-- How many days deals stood at a stage before they went on, by stage; the row without a stage is the whole way of those won.
WITH :known_deals:, visits AS (
    SELECT deal_id, to_stage AS stage, moved_on, lead(moved_on) OVER way AS left_on, lead(to_stage) OVER way AS next_stage
    FROM stage_log
    WHERE deal_id IS NOT NULL AND moved_on <= $as_of
    WINDOW way AS (PARTITION BY deal_id ORDER BY moved_on, from_stage IS NOT NULL, list_position($stages, to_stage))
), spent AS (
    SELECT v.stage, CAST(date_diff('day', v.moved_on, v.left_on) AS DOUBLE) AS days
    FROM visits v JOIN known_deals k ON k.deal_id = v.deal_id
    WHERE v.left_on IS NOT NULL AND NOT list_contains($lost_stages, v.next_stage) AND list_contains($stages, v.stage)
    UNION ALL
    SELECT NULL, CAST(date_diff('day', entered_on, won_at) AS DOUBLE) FROM known_deals WHERE is_won AND won_at >= entered_on
)
SELECT stage, count(*) AS visits, quantile_cont(days, 0.5) AS usual_days, quantile_cont(days, $old_share) AS limit_days
FROM spent
GROUP BY stage
ORDER BY list_position($stages, stage), stage
