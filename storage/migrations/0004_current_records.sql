-- Payments and details of clients; and which records count when the same ones come again.
--
-- A list that is exported every week holds last week's rows too: a deal with a newer stage, a contact that was there
-- before. Every import keeps its own rows in <table>_loaded, so that taking it back gives back what stood before; the
-- view <table> shows each record once. Rows of one import with the same key are told apart by their order: two calls to
-- one client on one day are two contacts, and the same two in next week's file are the same two.

CREATE TABLE payments (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    amount DECIMAL(18, 4) NOT NULL,
    order_no VARCHAR,                      -- of the document that was paid
    due_date DATE                          -- by which it had to be paid
);

CREATE TABLE client_details (
    import_id INTEGER NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    client_id VARCHAR,                     -- the code of the accounting system
    manager VARCHAR,
    since DATE,
    segment VARCHAR,
    region VARCHAR,
    state VARCHAR,                         -- 'working', 'closed', 'moved', 'bankrupt'
    potential_year DECIMAL(18, 4),
    needs_prepay BOOLEAN,
    phone VARCHAR,
    email VARCHAR,
    site VARCHAR
);

DROP VIEW record_clients;
ALTER TABLE deals ALTER COLUMN created DROP NOT NULL;

ALTER TABLE base RENAME TO base_loaded;
ALTER TABLE touches RENAME TO touches_loaded;
ALTER TABLE deals RENAME TO deals_loaded;
ALTER TABLE stage_log RENAME TO stage_log_loaded;
ALTER TABLE funnel_counts RENAME TO funnel_counts_loaded;
ALTER TABLE spend RENAME TO spend_loaded;
ALTER TABLE losses RENAME TO losses_loaded;
ALTER TABLE kpi_norms RENAME TO kpi_norms_loaded;
ALTER TABLE kpi_facts RENAME TO kpi_facts_loaded;
ALTER TABLE pay_formula RENAME TO pay_formula_loaded;
ALTER TABLE pay_inputs RENAME TO pay_inputs_loaded;
ALTER TABLE surveys RENAME TO surveys_loaded;
ALTER TABLE complaints RENAME TO complaints_loaded;
ALTER TABLE requests_internal RENAME TO requests_internal_loaded;
ALTER TABLE call_checks RENAME TO call_checks_loaded;
ALTER TABLE promos RENAME TO promos_loaded;
ALTER TABLE plans RENAME TO plans_loaded;
ALTER TABLE payments RENAME TO payments_loaded;
ALTER TABLE client_details RENAME TO client_details_loaded;

-- What a person typed outweighs what a file says, and a newer file an older one.

CREATE VIEW base AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, client_key, tax_id ORDER BY rowid) AS nth FROM base_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW touches AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, client_key, manager, kind, direction, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, client_key, manager, kind, direction ORDER BY rowid) AS nth FROM touches_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW deals AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY deal_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, deal_id ORDER BY rowid) AS nth FROM deals_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW stage_log AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY deal_id, company, to_stage, moved_on, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, deal_id, company, to_stage, moved_on ORDER BY rowid) AS nth FROM stage_log_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW funnel_counts AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY period, manager, stage, channel, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, period, manager, stage, channel ORDER BY rowid) AS nth FROM funnel_counts_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW spend AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY month, channel, stage, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, month, channel, stage ORDER BY rowid) AS nth FROM spend_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW losses AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, lost_date, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, client_key, tax_id, lost_date ORDER BY rowid) AS nth FROM losses_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW kpi_norms AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY position, employee, kpi, active_from, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, position, employee, kpi, active_from ORDER BY rowid) AS nth FROM kpi_norms_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW kpi_facts AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY employee, kpi, period, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, employee, kpi, period ORDER BY rowid) AS nth FROM kpi_facts_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW pay_formula AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY version, active_from, component, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, version, active_from, component ORDER BY rowid) AS nth FROM pay_formula_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW pay_inputs AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY employee, period, input, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, employee, period, input ORDER BY rowid) AS nth FROM pay_inputs_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW surveys AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, client_key, tax_id, manager, branch, kind, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, client_key, tax_id, manager, branch, kind ORDER BY rowid) AS nth FROM surveys_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW complaints AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, client_key, tax_id, kind, text, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, client_key, tax_id, kind, text ORDER BY rowid) AS nth FROM complaints_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW requests_internal AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY asked_at, asked_by, asked_of, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, asked_at, asked_by, asked_of ORDER BY rowid) AS nth FROM requests_internal_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW call_checks AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, manager, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, manager ORDER BY rowid) AS nth FROM call_checks_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW promos AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY name, starts_on, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, name, starts_on ORDER BY rowid) AS nth FROM promos_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW plans AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY period, level, name, measure, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, period, level, name, measure ORDER BY rowid) AS nth FROM plans_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW payments AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, client_key, tax_id, amount, order_no, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, client_key, tax_id, amount, order_no ORDER BY rowid) AS nth FROM payments_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW client_details AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, client_key, tax_id ORDER BY rowid) AS nth FROM client_details_loaded) numbered
) ranked
WHERE newest = 1;

-- Whose record it is: one row for every pair of tax id and name that stands on a record. The client is found by the tax
-- id; without one, by the name, where one client alone goes under it. A name found on a record with a tax id counts only
-- for a client whose own tax id nobody knows: two numbers are two firms. client_id is NULL for who has not bought.
CREATE VIEW record_clients AS
WITH written AS (
    SELECT tax_id, client_key FROM base
    UNION SELECT tax_id, client_key FROM touches
    UNION SELECT tax_id, client_key FROM deals
    UNION SELECT tax_id, client_key FROM losses
    UNION SELECT tax_id, client_key FROM surveys
    UNION SELECT tax_id, client_key FROM complaints
    UNION SELECT tax_id, client_key FROM payments
    UNION SELECT tax_id, client_key FROM client_details
), owners AS (
    SELECT a.kind, a.value, min(a.client_id) AS client_id, max(c.tax_id) AS tax_id
    FROM client_aliases a JOIN clients c ON c.client_id = a.client_id
    WHERE a.kind IN ('tax_id', 'name')
    GROUP BY a.kind, a.value
    HAVING count(*) = 1
)
SELECT w.tax_id, w.client_key, coalesce(t.client_id, n.client_id) AS client_id
FROM written w
LEFT JOIN owners t ON t.kind = 'tax_id' AND t.value = w.tax_id AND w.tax_id <> ''
LEFT JOIN owners n ON n.kind = 'name' AND n.value = w.client_key AND (w.tax_id = '' OR n.tax_id = '')
WHERE w.tax_id <> '' OR w.client_key <> '';
