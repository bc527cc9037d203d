-- The base entry by entry: when each was last known to be true, and whose client the company is by now. The company that
-- stands in the base several times is one; an entry marked as a duplicate is no company of its own; whom the last talk
-- showed to be no target or whom we refused is never called again. What is dated after the as-of date is not known yet.
WITH known AS (
    SELECT b.company, b.client_key, b.tax_id, b.phone, b.email, b.industry, b.size, b.contact_name, b.contact_role, b.source,
           b.state, b.completeness, coalesce(b.created_by, '') AS created_by, b.created,
           CASE WHEN b.verified_at <= $as_of THEN b.verified_at END AS verified_at, r.client_id,
           row_number() OVER (
               PARTITION BY b.client_key
               ORDER BY b.state = 'duplicate', b.created NULLS LAST, b.tax_id, b.source NULLS LAST, b.company, b.phone NULLS LAST,
                        b.state, b.verified_at NULLS LAST, b.created_by NULLS LAST, b.completeness NULLS LAST, b.contact_name
           ) AS place
    FROM base b LEFT JOIN record_clients r ON r.client_key = b.client_key AND r.tax_id = b.tax_id
    WHERE b.created IS NULL OR b.created <= $as_of
), talks AS (
    SELECT client_key, day, result = 'refusal' AND target IS FALSE AS not_target,
           row_number() OVER (
               PARTITION BY client_key
               ORDER BY day DESC, CASE result WHEN 'request' THEN 1 WHEN 'interest' THEN 2 ELSE 3 END, target IS FALSE
           ) AS turn
    FROM touches WHERE day <= $as_of AND result IS NOT NULL
), answered AS (
    SELECT client_key, day, not_target FROM talks WHERE turn = 1
), ended AS (
    SELECT client_key, max(lost_at) AS lost_at FROM deals WHERE lost_by = 'we' AND lost_at <= $as_of GROUP BY client_key
), won AS (
    SELECT client_key, max(won_at) AS won_at FROM deals WHERE won_at <= $as_of GROUP BY client_key
), bought AS (
    SELECT client_id, min(day) AS first_bought, max(day) AS last_bought, max_by(manager, day) AS manager
    FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), sellers AS (
    SELECT DISTINCT manager AS name FROM client_day WHERE manager <> '' AND day <= $as_of
    UNION SELECT DISTINCT manager FROM touches WHERE manager <> '' AND day <= $as_of
    UNION SELECT DISTINCT manager FROM deals WHERE coalesce(manager, '') <> ''
), entries AS (
    SELECT k.* EXCLUDE (client_id, place), o.client_id, o.first_bought,
           CASE WHEN k.state = 'duplicate' OR k.place > 1 THEN 'duplicate'
                WHEN k.state IN ('closed', 'invalid') THEN k.state
                WHEN o.client_id IS NOT NULL OR w.won_at IS NOT NULL THEN 'client'
                WHEN a.not_target OR (d.lost_at IS NOT NULL AND (a.day IS NULL OR a.day <= d.lost_at)) THEN 'not_target'
                ELSE 'live' END AS standing,
           greatest(k.created, k.verified_at, a.day, o.last_bought, w.won_at) AS true_on,
           coalesce(o.manager, '') AS manager, s.name IS NOT NULL AS by_seller
    FROM known k
    LEFT JOIN answered a ON a.client_key = k.client_key
    LEFT JOIN ended d ON d.client_key = k.client_key
    LEFT JOIN won w ON w.client_key = k.client_key
    LEFT JOIN bought o ON o.client_id = k.client_id
    LEFT JOIN sellers s ON s.name = k.created_by
)
