-- Clients with whom a pause was agreed that is not over on the date: somebody typed it, or a contact after the client's last
-- purchase set the day of the next one.
agreed_pauses AS (
    SELECT client_id, max(until) AS pause_until
    FROM (
        SELECT r.client_id, p.until FROM pauses p JOIN record_clients r ON r.client_key = p.client_key AND r.tax_id = p.tax_id
        WHERE r.client_id IS NOT NULL AND p.until >= $as_of
        UNION ALL
        SELECT r.client_id, t.next_date FROM touches t
        JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
        JOIN purchase_states s ON s.client_id = r.client_id
        WHERE t.next_date >= $as_of AND t.day <= $as_of AND t.day > s.day AND s.day <= $as_of AND (s.next_day IS NULL OR s.next_day > $as_of)
    ) AS agreed
    GROUP BY client_id
)
