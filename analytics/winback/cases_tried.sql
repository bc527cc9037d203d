-- Everything that was tried, the newest first.
WITH :cases:
SELECT k.*, coalesce(c.client, '') AS client FROM cases k LEFT JOIN clients c ON c.client_id = k.client_id
ORDER BY k.done_at DESC, k.client_id, k.day
