-- Companies that were spoken to for the first time, and whether they became clients since. Who had bought before the
-- first talk is no new company.
WITH talks AS (
    SELECT t.client_key, min(t.day) AS first_talk, max(r.client_id) AS client_id
    FROM touches t LEFT JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE t.result IS NOT NULL AND t.day <= $as_of
    GROUP BY t.client_key
), bought AS (
    SELECT client_id, min(day) AS first_bought FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), won AS (
    SELECT client_key, min(won_at) AS won_at FROM deals WHERE won_at <= $as_of GROUP BY client_key
)
SELECT t.first_talk, least(w.won_at, b.first_bought) AS won_on
FROM talks t
LEFT JOIN bought b ON b.client_id = t.client_id
LEFT JOIN won w ON w.client_key = t.client_key
WHERE (b.first_bought IS NULL OR b.first_bought >= t.first_talk) AND (w.won_at IS NULL OR w.won_at >= t.first_talk)
ORDER BY t.first_talk, won_on
