-- Deals as they were known on the as-of date: where each entered the funnel and how far it came. $stages are in order, the last is
-- the sale. A deal whose moves are not written down entered at the first stage; of a lost one nobody knows how far it came.
moves AS (
    SELECT deal_id, moved_on, to_stage AS stage FROM stage_log WHERE deal_id IS NOT NULL AND moved_on <= $as_of
    UNION ALL
    SELECT deal_id, moved_on, from_stage FROM stage_log WHERE deal_id IS NOT NULL AND from_stage IS NOT NULL AND moved_on <= $as_of
), logged AS (
    SELECT deal_id, min(moved_on) AS first_move, min(list_position($stages, stage)) AS first_place, max(list_position($stages, stage)) AS last_place
    FROM moves WHERE list_contains($stages, stage)
    GROUP BY deal_id
), written AS (
    SELECT d.deal_id, d.client, coalesce(m.chosen, d.manager, '') AS manager, coalesce(d.channel, '') AS channel,
           coalesce(p.chosen, d.product, '') AS product,
           coalesce(d.created, l.first_move) AS entered_on, d.amount, d.stage, d.stage_changed_at,
           CASE WHEN d.won_at <= $as_of THEN d.won_at END AS won_at, CASE WHEN d.lost_at <= $as_of THEN d.lost_at END AS lost_at,
           d.won_at IS NULL AND d.lost_at IS NULL AND coalesce(d.stage_changed_at <= $as_of, true) AS is_as_written,
           l.first_place, l.last_place
    FROM deals d
    LEFT JOIN logged l ON l.deal_id = d.deal_id
    LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = d.manager
    LEFT JOIN chosen_names p ON p.kind = 'product' AND p.written = d.product
    WHERE ($pipeline IS NULL OR coalesce(d.pipeline, '') = $pipeline)
      AND coalesce(d.created, l.first_move, d.won_at, d.lost_at, $as_of) <= $as_of
), placed AS (
    SELECT *, CASE WHEN is_as_written AND list_contains($stages, stage) THEN list_position($stages, stage) END AS now_place,
           is_as_written AND list_contains($lost_stages, stage) AS is_given_up
    FROM written
), known_deals AS (
    SELECT deal_id, client, manager, channel, product, entered_on, amount, stage, stage_changed_at, won_at, lost_at,
           won_at IS NOT NULL OR (lost_at IS NULL AND coalesce(now_place = len($stages), false)) AS is_won,
           lost_at IS NOT NULL OR is_given_up AS is_lost,
           coalesce(first_place, 1) AS first_place, greatest(coalesce(last_place, 1), coalesce(now_place, 1)) AS last_place, now_place,
           first_place IS NOT NULL AS is_logged
    FROM placed
)
