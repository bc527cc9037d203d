-- What became of the companies that each person entered: spoken to, asked for an offer, bought. A company counts for the
-- one who entered it first.
:base_entries:,
spoken AS (
    SELECT client_key, min(day) AS first_talk, min(CASE WHEN result = 'request' THEN day END) AS first_request
    FROM touches WHERE day <= $as_of AND result IS NOT NULL GROUP BY client_key
), first_deal AS (
    SELECT client_key, min(won_at) AS won_at FROM deals WHERE won_at <= $as_of GROUP BY client_key
)
SELECT e.created_by AS scout, e.by_seller, count(*) AS passports,
       count(CASE WHEN s.first_talk >= e.created THEN 1 END) AS contacts,
       count(CASE WHEN s.first_request >= e.created THEN 1 END) AS requests,
       count(CASE WHEN least(w.won_at, e.first_bought) >= e.created THEN 1 END) AS deals
FROM entries e
LEFT JOIN spoken s ON s.client_key = e.client_key
LEFT JOIN first_deal w ON w.client_key = e.client_key
WHERE e.created_by <> '' AND e.created IS NOT NULL AND e.standing <> 'duplicate'
  AND (e.first_bought IS NULL OR e.first_bought >= e.created)
GROUP BY e.created_by, e.by_seller ORDER BY passports DESC, scout
