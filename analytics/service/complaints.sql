-- Complaints of the period with the day on which each was answered, as it was known on the date.
SELECT m.day, coalesce(m.kind, '') AS kind, coalesce(m.text, '') AS text, coalesce(m.owner, '') AS owner,
       r.client_id, coalesce(k.client, m.client, '') AS client,
       CASE WHEN m.resolved_at <= $as_of THEN m.resolved_at END AS resolved_at
FROM complaints m
LEFT JOIN record_clients r ON r.client_key = m.client_key AND r.tax_id = m.tax_id
LEFT JOIN clients k ON k.client_id = r.client_id
WHERE m.day BETWEEN $first_day AND $last_day AND m.day <= $as_of
ORDER BY m.day, client, m.kind, m.text
