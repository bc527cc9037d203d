-- Passports week by week and by who entered them: how many count. One that lacks a required field, of a company that is
-- there already or is a client already, does not.
:base_entries:,
passports AS (
    SELECT created_by, by_seller, created, CAST(date_trunc('week', created) AS DATE) AS week, standing,
           first_bought IS NOT NULL AND first_bought < created AS was_client,
           coalesce(completeness, (CASE WHEN coalesce(industry, '') <> '' THEN 1 ELSE 0 END
               + CASE WHEN coalesce(size, '') <> '' THEN 1 ELSE 0 END + CASE WHEN coalesce(contact_name, '') <> '' THEN 1 ELSE 0 END
               + CASE WHEN coalesce(contact_role, '') <> '' THEN 1 ELSE 0 END
               + CASE WHEN coalesce(phone, email, '') <> '' THEN 1 ELSE 0 END
               + CASE WHEN coalesce(source, '') <> '' THEN 1 ELSE 0 END) / 6.0) AS filled
    FROM entries WHERE created_by <> '' AND created IS NOT NULL
), judged AS (
    SELECT created_by, by_seller, week,
           CASE WHEN standing = 'duplicate' THEN 'duplicates' WHEN was_client THEN 'clients'
                WHEN standing IN ('closed', 'invalid') THEN 'untrue' WHEN filled < 0.9999 THEN 'incomplete' ELSE 'accepted' END AS verdict
    FROM passports
)
SELECT week, created_by AS scout, by_seller, count(*) AS entered, count(CASE WHEN verdict = 'duplicates' THEN 1 END) AS duplicates,
       count(CASE WHEN verdict = 'clients' THEN 1 END) AS clients, count(CASE WHEN verdict = 'untrue' THEN 1 END) AS untrue,
       count(CASE WHEN verdict = 'incomplete' THEN 1 END) AS incomplete, count(CASE WHEN verdict = 'accepted' THEN 1 END) AS accepted
FROM judged GROUP BY week, created_by, by_seller ORDER BY week, scout
