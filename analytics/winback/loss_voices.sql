-- Everything that is said of the losses of the date, one row a voice; a client of whom nobody says anything has one row too.
-- With whom a pause is agreed is not lost.
WITH :lost_now:
SELECT l.client_id, coalesce(c.client, '') AS client, l.manager, l.value, l.status, l.reason_group AS main_group, l.reason AS main_reason,
       l.confirmed AS main_confirmed, v.reason_group, v.reason, v.evidence, v.confirmed, v.place
FROM lost_now l
LEFT JOIN voices v ON v.client_id = l.client_id
LEFT JOIN clients c ON c.client_id = l.client_id
WHERE l.pause_until IS NULL
ORDER BY l.client_id, v.place
