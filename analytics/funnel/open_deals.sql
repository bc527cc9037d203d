-- Deals that are open on the as-of date: at which stage, since when, for how much, and whose card is the client's.
WITH :known_deals:, last_moves AS (
    SELECT deal_id, max(moved_on) AS moved_on FROM stage_log WHERE deal_id IS NOT NULL AND moved_on <= $as_of GROUP BY deal_id
), cards AS (
    SELECT d.deal_id, max(r.client_id) AS client_id
    FROM deals d JOIN record_clients r ON r.client_key = d.client_key AND r.tax_id = d.tax_id
    GROUP BY d.deal_id
)
SELECT k.deal_id, k.client, coalesce(c.client_id, 0) AS client_id, k.manager, k.channel, k.product, k.stage, k.amount, k.entered_on,
       coalesce(m.moved_on, CASE WHEN k.stage_changed_at <= $as_of THEN k.stage_changed_at END) AS stage_since,
       date_diff('day', k.entered_on, CAST($as_of AS DATE)) AS age_days
FROM known_deals k
LEFT JOIN last_moves m ON m.deal_id = k.deal_id
LEFT JOIN cards c ON c.deal_id = k.deal_id
WHERE NOT k.is_won AND NOT k.is_lost:line_filter:
ORDER BY k.deal_id
