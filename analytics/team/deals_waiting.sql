-- The deals that somebody asked a colleague about: from the day they were made to the day they ended, or to the date.
SELECT d.deal_id, d.client, coalesce(n.chosen, d.manager, '') AS manager, d.created, d.amount,
       CASE WHEN d.won_at <= $as_of THEN d.won_at END AS won_at, CASE WHEN d.lost_at <= $as_of THEN d.lost_at END AS lost_at
FROM deals d
LEFT JOIN chosen_names n ON n.kind = 'manager' AND n.written = d.manager
WHERE d.created <= $as_of AND d.deal_id IN (SELECT deal_id FROM requests_internal WHERE deal_id IS NOT NULL)
ORDER BY d.deal_id
