-- All entries, those first that are the least certain and largest; whose task it is to look whether an entry is true, and
-- what a check found.
:base_entries:,
aged AS (
    SELECT company, coalesce(client_id, 0) AS client_id, standing, source, size, contact_name, phone, created_by, true_on,
           date_diff('day', true_on, $as_of) AS age_days,
           CASE WHEN standing = 'client' THEN 'manager' ELSE 'scout' END AS role,
           CASE WHEN standing = 'client' THEN manager WHEN by_seller THEN '' ELSE created_by END AS owner,
           CASE size WHEN 'large' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END AS weight,
           CASE WHEN verified_at > created THEN date_diff('day', created, verified_at) / 365.25 END AS checked_years
    FROM entries
), judged AS (
    SELECT *, CASE WHEN age_days IS NULL OR age_days > $stale_days THEN 'stale'
                   WHEN age_days > $fresh_days THEN 'aging' ELSE 'fresh' END AS age_class,
           CASE WHEN age_days IS NULL THEN 0.0 ELSE pow(1 - $decay, age_days / 365.25) END AS live_share
    FROM aged
), ranked AS (
    SELECT *, (1 - live_share) * weight AS urgency,
           row_number() OVER (
               PARTITION BY standing, role, owner ORDER BY (1 - live_share) * weight DESC, company, true_on, source
           ) AS turn,
           count(*) OVER (PARTITION BY standing, role, owner) AS of_owner
    FROM judged
)
SELECT company, client_id, standing, coalesce(source, '') AS source, size, coalesce(contact_name, '') AS contact_name,
       coalesce(phone, '') AS phone, created_by, role, owner, true_on, CAST(age_days AS INTEGER) AS age_days, age_class,
       live_share, urgency, checked_years,
       standing IN ('live', 'client') AND age_class <> 'fresh' AND turn <= ceil(of_owner / 12.0) AS this_month
FROM ranked ORDER BY urgency DESC, company, true_on, source
