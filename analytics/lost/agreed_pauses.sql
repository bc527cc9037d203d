-- Clients with whom a pause was agreed that is not over on the date: somebody typed it, or a contact after the client's last
-- purchase set the day of the next one. Only these few notes are looked for among the clients, by the rule of `record_clients`:
-- the tax id first, without one the name.
client_notes AS MATERIALIZED (
    SELECT client_key, tax_id, CAST(NULL AS DATE) AS day, until, false AS is_closed FROM pauses WHERE until >= $as_of
    UNION ALL SELECT client_key, tax_id, day, next_date, false FROM touches WHERE next_date >= $as_of AND day <= $as_of
    UNION ALL SELECT client_key, tax_id, NULL, NULL, true FROM client_details WHERE state IN ('closed', 'bankrupt')
), note_owners AS (
    SELECT a.kind, a.value, min(a.client_id) AS client_id, max(c.tax_id) AS tax_id
    FROM client_aliases a JOIN clients c ON c.client_id = a.client_id
    WHERE a.kind IN ('tax_id', 'name') AND a.value IN (SELECT client_key FROM client_notes UNION ALL SELECT tax_id FROM client_notes)
    GROUP BY a.kind, a.value
    HAVING count(*) = 1
), noted_clients AS (
    SELECT coalesce(t.client_id, o.client_id) AS client_id, n.day, n.until, n.is_closed
    FROM client_notes n
    LEFT JOIN note_owners t ON t.kind = 'tax_id' AND t.value = n.tax_id AND n.tax_id <> ''
    LEFT JOIN note_owners o ON o.kind = 'name' AND o.value = n.client_key AND (n.tax_id = '' OR o.tax_id = '')
), noted_last AS (
    SELECT client_id, max(day) AS last_day FROM purchase_states
    WHERE client_id IN (SELECT client_id FROM noted_clients) AND day <= $as_of
    GROUP BY client_id
), agreed_pauses AS (
    SELECT n.client_id, max(n.until) AS pause_until
    FROM noted_clients n JOIN noted_last l ON l.client_id = n.client_id
    WHERE NOT n.is_closed AND (n.day IS NULL OR n.day > l.last_day)
    GROUP BY n.client_id
)
