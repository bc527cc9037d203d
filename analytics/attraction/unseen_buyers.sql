-- The cycle in force, records without any date, and first purchases of clients of whom no record says how they came.
WITH :attraction_leads:
SELECT (SELECT days FROM cycle) AS cycle_days, (SELECT deals FROM cycle) AS cycle_deals,
       (SELECT count(*) FROM known WHERE first_seen IS NULL) AS undated,
       (SELECT count(*) FROM companies) - (SELECT count(*) FROM known) AS old_clients,
       (SELECT count(*) FROM bought b WHERE b.first_purchase BETWEEN $first_day AND $last_day AND b.first_purchase >= $warm_from
            AND b.client_id NOT IN (SELECT client_id FROM known WHERE client_id IS NOT NULL)) AS unseen
