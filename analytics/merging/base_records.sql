-- The base of potential clients: how many entries, and how many of them are not companies to be called. A company that
-- stands in the base several times is one; an entry marked as a duplicate is no company of its own.
WITH entries AS (
    SELECT client_key, tax_id, state,
           row_number() OVER (PARTITION BY client_key ORDER BY state = 'duplicate', created, tax_id) AS place
    FROM base WHERE created IS NULL OR created <= $as_of
)
SELECT count(*) AS base_records,
       count(CASE WHEN state = 'duplicate' OR place > 1 THEN 1 END) AS base_duplicates,
       count(CASE WHEN state = 'closed' AND place = 1 THEN 1 END) AS base_closed,
       count(CASE WHEN state = 'invalid' AND place = 1 THEN 1 END) AS base_invalid
FROM entries
