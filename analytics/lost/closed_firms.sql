-- Companies that are no more: marked so in the list of clients, or noted so by the date and not before the last purchase.
closed_firms AS (
    SELECT r.client_id FROM client_details d JOIN record_clients r ON r.client_key = d.client_key AND r.tax_id = d.tax_id
    WHERE r.client_id IS NOT NULL AND d.state IN ('closed', 'bankrupt')
    UNION
    SELECT n.client_id FROM noted_states n JOIN purchase_states s ON s.client_id = n.client_id
    WHERE n.state = 'closed' AND n.since <= $as_of AND n.since >= s.day AND s.day <= $as_of AND (s.next_day IS NULL OR s.next_day > $as_of)
)
