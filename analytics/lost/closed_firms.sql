-- Companies that are no more: marked so in the list of clients, or noted so by the date and not before the last purchase.
-- Stands after `:agreed_pauses:`, whose notes it reads.
closed_firms AS (
    SELECT client_id FROM noted_clients WHERE is_closed AND client_id IS NOT NULL
    UNION
    SELECT n.client_id FROM noted_states n JOIN purchase_states s ON s.client_id = n.client_id
    WHERE n.state = 'closed' AND n.since <= $as_of AND n.since >= s.day AND s.day <= $as_of AND (s.next_day IS NULL OR s.next_day > $as_of)
)
