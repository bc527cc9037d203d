-- Norms, facts, plans and questions to colleagues that people type; what is known about every norm; why a task is not done.
--
-- A typed row takes the place of a row of a file with the same key; to take such a row off the lists, a typed one with the
-- same key is kept as removed.

ALTER TABLE kpi_norms_loaded ADD COLUMN removed BOOLEAN DEFAULT false;
ALTER TABLE kpi_facts_loaded ADD COLUMN removed BOOLEAN DEFAULT false;
ALTER TABLE plans_loaded ADD COLUMN removed BOOLEAN DEFAULT false;
ALTER TABLE requests_internal_loaded ADD COLUMN removed BOOLEAN DEFAULT false;

-- What the head answers about a norm of a position: who decides its result, where the number comes from, what it costs.
CREATE TABLE kpi_passports_loaded (
    import_id INTEGER NOT NULL,
    position VARCHAR NOT NULL,             -- '' where the norm has none
    kpi VARCHAR NOT NULL,
    influence DECIMAL(5, 4),               -- 0..1: how much of the result the employee decides; NULL: not asked yet
    who_else VARCHAR,
    fact_source VARCHAR,                   -- 'table', 'manual', 'none': where the fact comes from
    minutes_week DECIMAL(9, 2),            -- what it takes to count it
    kind VARCHAR,                          -- 'action', 'result', 'discipline'
    weight DECIMAL(5, 4),                  -- 0..1 in the total of the position; NULL: as the others
    accrues BOOLEAN,                       -- whether it adds up over the month; NULL: by its unit
    removed BOOLEAN NOT NULL DEFAULT false
);

-- A task that an employee does not do, and what is known about each of the five reasons.
CREATE TABLE seller_tasks_loaded (
    import_id INTEGER NOT NULL,
    task VARCHAR NOT NULL,
    employee VARCHAR NOT NULL,
    asked_on DATE NOT NULL,                -- a later day is a new check; the earlier ones are its history
    taught BOOLEAN,
    attested_on DATE,
    has_time BOOLEAN,
    has_means BOOLEAN,                     -- access, contacts, geography, resources
    described SMALLINT,                    -- how many of the five fields of the task's card are filled
    explained_on DATE,
    sees_sense BOOLEAN,
    is_paid BOOLEAN,
    owner VARCHAR,
    due DATE,
    done_on DATE,                          -- when the remedy was done
    note VARCHAR,
    removed BOOLEAN NOT NULL DEFAULT false
);

CREATE OR REPLACE VIEW kpi_norms AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY position, employee, kpi, active_from, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, position, employee, kpi, active_from ORDER BY rowid) AS nth FROM kpi_norms_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE OR REPLACE VIEW kpi_facts AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY employee, kpi, period, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, employee, kpi, period ORDER BY rowid) AS nth FROM kpi_facts_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE OR REPLACE VIEW plans AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY period, level, name, measure, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, period, level, name, measure ORDER BY rowid) AS nth FROM plans_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE OR REPLACE VIEW requests_internal AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY asked_at, asked_by, asked_of, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, asked_at, asked_by, asked_of ORDER BY rowid) AS nth FROM requests_internal_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW kpi_passports AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY position, kpi ORDER BY import_id = 0 DESC, import_id DESC, rowid DESC) AS newest FROM kpi_passports_loaded
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW seller_tasks AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY task, employee, asked_on ORDER BY import_id = 0 DESC, import_id DESC, rowid DESC) AS newest FROM seller_tasks_loaded
) ranked
WHERE newest = 1 AND NOT removed;

-- Everybody who is given a task is called by the name that was chosen for him.
CREATE OR REPLACE VIEW record_managers AS
WITH named AS (
    SELECT created_by AS written FROM base
    UNION SELECT manager FROM touches
    UNION SELECT manager FROM deals
    UNION SELECT manager FROM client_details
    UNION SELECT manager FROM stage_log
    UNION SELECT manager FROM funnel_counts
    UNION SELECT employee FROM kpi_norms
    UNION SELECT employee FROM kpi_facts
    UNION SELECT employee FROM pay_inputs
    UNION SELECT manager FROM surveys
    UNION SELECT owner FROM complaints
    UNION SELECT asked_by FROM requests_internal
    UNION SELECT asked_of FROM requests_internal
    UNION SELECT manager FROM call_checks
    UNION SELECT name FROM plans WHERE level = 'manager'
    UNION SELECT employee FROM seller_tasks
)
SELECT w.written, coalesce(c.chosen, w.written) AS manager
FROM named w LEFT JOIN chosen_names c ON c.kind = 'manager' AND c.written = w.written
WHERE w.written IS NOT NULL;
