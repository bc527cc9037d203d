-- Revenue of the later window and the margin shares of both, by client; 0 is the unidentified buyer.
WITH :money:,
sums AS (
    SELECT client_id, sum(CASE WHEN day BETWEEN $first_after AND $last_after THEN net END) AS revenue,
           sum(CASE WHEN day BETWEEN $first_after AND $last_after THEN margin END) AS margin,
           sum(CASE WHEN day BETWEEN $first_after AND $last_after THEN margin_base END) AS base,
           sum(CASE WHEN day BETWEEN $first_before AND $last_before THEN margin END) AS margin_before,
           sum(CASE WHEN day BETWEEN $first_before AND $last_before THEN margin_base END) AS base_before
    FROM money
    WHERE day BETWEEN $first_before AND $last_before OR day BETWEEN $first_after AND $last_after
    GROUP BY client_id
)
SELECT m.client_id, coalesce(c.client, '') AS client, coalesce(s.manager, '') AS manager,
       CAST(coalesce(m.revenue, 0) AS DECIMAL(38, 4)) AS revenue, CASE WHEN m.base > 0 THEN m.margin / m.base END AS margin_share,
       CASE WHEN m.base_before > 0 THEN m.margin_before / m.base_before END AS margin_share_before
FROM sums m
LEFT JOIN clients c ON c.client_id = m.client_id
LEFT JOIN purchase_states s ON s.client_id = m.client_id AND s.day <= $as_of AND (s.next_day IS NULL OR s.next_day > $as_of)
ORDER BY revenue DESC, m.client_id
