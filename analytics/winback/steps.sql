-- The steps of everybody who is lost on the date, of this loss only: those still to be done, and those done since the last
-- purchase. done_at, outcome after the date are not known yet.
WITH :lost_now:
SELECT l.client_id, w.step_no, coalesce(w.step, '') AS step, coalesce(w.channel, '') AS step_channel, coalesce(w.owner, '') AS owner, w.due,
       CASE WHEN w.done_at <= $as_of THEN w.done_at END AS done_at, coalesce(w.offer, '') AS offer,
       CASE WHEN w.done_at <= $as_of THEN coalesce(w.outcome, '') ELSE '' END AS outcome, w.cost
FROM lost_now l
JOIN whose r ON r.client_id = l.client_id
JOIN winback w ON w.client_key = r.client_key AND w.tax_id = r.tax_id
WHERE w.done_at > l.day OR (w.done_at IS NULL AND (w.due IS NULL OR w.due > l.day))
ORDER BY l.client_id, w.step_no, w.due, w.step
