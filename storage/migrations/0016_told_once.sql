-- What stands in one import only needs no ranking: that is nearly every record, and ranking sorts them all twice by their texts.
-- What several imports tell is ranked as before: what a person typed outweighs what a file says, and a newer file an older one.

CREATE OR REPLACE VIEW base AS
WITH again AS (
    SELECT client_key, tax_id FROM base_loaded GROUP BY client_key, tax_id HAVING min(import_id) < max(import_id)
)
SELECT l.* FROM base_loaded l WHERE NOT EXISTS (SELECT 1 FROM again a WHERE a.client_key IS NOT DISTINCT FROM l.client_key AND a.tax_id IS NOT DISTINCT FROM l.tax_id)
UNION ALL
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT l.*, row_number() OVER (PARTITION BY import_id, client_key, tax_id ORDER BY l.rowid) AS nth
          FROM base_loaded l WHERE EXISTS (SELECT 1 FROM again a WHERE a.client_key IS NOT DISTINCT FROM l.client_key AND a.tax_id IS NOT DISTINCT FROM l.tax_id)) numbered
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW touches AS
WITH again AS (
    SELECT day, client_key, manager, kind, direction FROM touches_loaded GROUP BY day, client_key, manager, kind, direction HAVING min(import_id) < max(import_id)
)
SELECT l.* FROM touches_loaded l WHERE NOT EXISTS (SELECT 1 FROM again a WHERE a.day IS NOT DISTINCT FROM l.day AND a.client_key IS NOT DISTINCT FROM l.client_key AND a.manager IS NOT DISTINCT FROM l.manager AND a.kind IS NOT DISTINCT FROM l.kind AND a.direction IS NOT DISTINCT FROM l.direction)
UNION ALL
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, client_key, manager, kind, direction, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT l.*, row_number() OVER (PARTITION BY import_id, day, client_key, manager, kind, direction ORDER BY l.rowid) AS nth
          FROM touches_loaded l WHERE EXISTS (SELECT 1 FROM again a WHERE a.day IS NOT DISTINCT FROM l.day AND a.client_key IS NOT DISTINCT FROM l.client_key AND a.manager IS NOT DISTINCT FROM l.manager AND a.kind IS NOT DISTINCT FROM l.kind AND a.direction IS NOT DISTINCT FROM l.direction)) numbered
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW deals AS
WITH again AS (
    SELECT deal_id FROM deals_loaded GROUP BY deal_id HAVING min(import_id) < max(import_id)
)
SELECT l.* FROM deals_loaded l WHERE NOT EXISTS (SELECT 1 FROM again a WHERE a.deal_id IS NOT DISTINCT FROM l.deal_id)
UNION ALL
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY deal_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT l.*, row_number() OVER (PARTITION BY import_id, deal_id ORDER BY l.rowid) AS nth
          FROM deals_loaded l WHERE EXISTS (SELECT 1 FROM again a WHERE a.deal_id IS NOT DISTINCT FROM l.deal_id)) numbered
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW stage_log AS
WITH again AS (
    SELECT deal_id, company, to_stage, moved_on FROM stage_log_loaded GROUP BY deal_id, company, to_stage, moved_on HAVING min(import_id) < max(import_id)
)
SELECT l.* FROM stage_log_loaded l WHERE NOT EXISTS (SELECT 1 FROM again a WHERE a.deal_id IS NOT DISTINCT FROM l.deal_id AND a.company IS NOT DISTINCT FROM l.company AND a.to_stage IS NOT DISTINCT FROM l.to_stage AND a.moved_on IS NOT DISTINCT FROM l.moved_on)
UNION ALL
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY deal_id, company, to_stage, moved_on, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT l.*, row_number() OVER (PARTITION BY import_id, deal_id, company, to_stage, moved_on ORDER BY l.rowid) AS nth
          FROM stage_log_loaded l WHERE EXISTS (SELECT 1 FROM again a WHERE a.deal_id IS NOT DISTINCT FROM l.deal_id AND a.company IS NOT DISTINCT FROM l.company AND a.to_stage IS NOT DISTINCT FROM l.to_stage AND a.moved_on IS NOT DISTINCT FROM l.moved_on)) numbered
) ranked
WHERE newest = 1;
