-- Pay whose rules are typed, and what clients meet before they buy: answers in time, standards, trainings.

ALTER TABLE pay_formula_loaded ADD COLUMN announced DATE;   -- when the sellers were told; NULL: by its first day
ALTER TABLE pay_formula_loaded ADD COLUMN visible BOOLEAN;  -- whether the seller sees the input before the deal; NULL: nobody said
ALTER TABLE pay_formula_loaded ADD COLUMN removed BOOLEAN DEFAULT false;
ALTER TABLE pay_inputs_loaded ADD COLUMN removed BOOLEAN DEFAULT false;
ALTER TABLE promos_loaded ADD COLUMN removed BOOLEAN DEFAULT false;

-- A version is one piece: it is taken whole from whoever wrote it last, or parts of two formulas would be paid together.
-- Rules besides those of the first schema: 'multiplier': the sum so far x input; 'fine': rate off once input reaches
-- least; 'cap': not more than rate.
CREATE OR REPLACE VIEW pay_formula AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, rank() OVER (PARTITION BY version ORDER BY import_id = 0 DESC, import_id DESC) AS newest FROM pay_formula_loaded
) ranked
WHERE newest = 1 AND NOT removed;

CREATE OR REPLACE VIEW pay_inputs AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY employee, period, input, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, employee, period, input ORDER BY rowid) AS nth FROM pay_inputs_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE OR REPLACE VIEW promos AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY name, starts_on, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, name, starts_on ORDER BY rowid) AS nth FROM promos_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

-- What a seller is asked to do, and which component of his pay pays for it.
CREATE TABLE pay_tasks_loaded (
    import_id INTEGER NOT NULL,
    task VARCHAR NOT NULL,
    component VARCHAR,                     -- NULL: nothing pays for it
    removed BOOLEAN NOT NULL DEFAULT false
);

-- A client or a future one asks for something: the first answer is what he remembers.
CREATE TABLE service_requests_loaded (
    import_id INTEGER NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    way VARCHAR NOT NULL,                  -- 'call', 'chat', 'mail', 'web'
    answered_at TIMESTAMP,                 -- of a missed call: when it was called back; NULL: never
    missed BOOLEAN NOT NULL DEFAULT false, -- a call that nobody took
    manager VARCHAR,
    campaign VARCHAR                       -- the advertising that brought it, as spend names it
);

CREATE TABLE standard_checks_loaded (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    manager VARCHAR NOT NULL,
    standard VARCHAR NOT NULL,             -- line of the checklist
    kept BOOLEAN NOT NULL
);

-- Hours that a seller was trained on a day; what a single training changed is judged by `trainings`.
CREATE TABLE training_hours_loaded (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    manager VARCHAR NOT NULL,
    hours DECIMAL(18, 4) NOT NULL
);

-- Who answers for a cell of the board of client analysis.
CREATE TABLE cycle_owners_loaded (
    import_id INTEGER NOT NULL,
    block VARCHAR NOT NULL,                -- 'statistics', 'contact', 'satisfaction'
    aim VARCHAR NOT NULL,                  -- 'acquire', 'keep', 'lead'
    owner VARCHAR,
    removed BOOLEAN NOT NULL DEFAULT false
);

CREATE VIEW pay_tasks AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY task ORDER BY import_id = 0 DESC, import_id DESC, component NULLS LAST) AS newest FROM pay_tasks_loaded
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW service_requests AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY asked_at, way, manager, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, asked_at, way, manager ORDER BY rowid) AS nth FROM service_requests_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW standard_checks AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, manager, standard, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, manager, standard ORDER BY rowid) AS nth FROM standard_checks_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW training_hours AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY day, manager, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, day, manager ORDER BY rowid) AS nth FROM training_hours_loaded) numbered
) ranked
WHERE newest = 1;

CREATE VIEW cycle_owners AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY block, aim ORDER BY import_id = 0 DESC, import_id DESC, owner NULLS LAST) AS newest FROM cycle_owners_loaded
) ranked
WHERE newest = 1 AND NOT removed;
