-- What people plan and agree on to bring lost clients back: steps, pauses, priorities chosen by hand, ideas for offers.
--
-- Most of these rows are typed. A typed row takes the place of a row of a file with the same key; to take such a row off
-- the lists, a typed one with the same key is kept as removed.

CREATE TABLE winback_loaded (
    import_id INTEGER NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    step_no INTEGER NOT NULL,              -- order of the steps with one client
    step VARCHAR,                          -- what is to be done, in words
    channel VARCHAR,                       -- 'call', 'letter', 'meeting', 'visit'
    owner VARCHAR,
    due DATE,
    done_at DATE,                          -- NULL: not yet
    offer VARCHAR,
    outcome VARCHAR,                       -- 'no_answer', 'refused', 'promised', 'bought'
    cost DECIMAL(18, 4),
    removed BOOLEAN NOT NULL DEFAULT false
);

-- A client who said that he will not buy until a day is not lost before it.
CREATE TABLE pauses_loaded (
    import_id INTEGER NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    until DATE NOT NULL,
    note VARCHAR,
    removed BOOLEAN NOT NULL DEFAULT false
);

-- A priority that somebody gave a client against the rule, with the reason.
CREATE TABLE priorities_loaded (
    import_id INTEGER NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    priority INTEGER NOT NULL,             -- 1..4
    why VARCHAR,
    removed BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE offers_loaded (
    import_id INTEGER NOT NULL,
    offer VARCHAR NOT NULL,
    reason_group VARCHAR,                  -- for which reasons it is meant: 'competitor', 'company', 'client'; NULL: any
    note VARCHAR,
    removed BOOLEAN NOT NULL DEFAULT false
);

CREATE VIEW winback AS
SELECT * EXCLUDE (nth, newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, step_no, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, client_key, tax_id, step_no ORDER BY rowid) AS nth FROM winback_loaded) numbered
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW pauses AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id ORDER BY import_id = 0 DESC, import_id DESC, until DESC) AS newest FROM pauses_loaded
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW priorities AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id ORDER BY import_id = 0 DESC, import_id DESC, priority) AS newest FROM priorities_loaded
) ranked
WHERE newest = 1 AND NOT removed;

CREATE VIEW offers AS
SELECT * EXCLUDE (newest, removed) FROM (
    SELECT *, row_number() OVER (PARTITION BY offer ORDER BY import_id = 0 DESC, import_id DESC, reason_group NULLS LAST) AS newest FROM offers_loaded
) ranked
WHERE newest = 1 AND NOT removed;

-- What the client said and what the staff suppose are two voices: a typed one must not hide the other of a file.
CREATE OR REPLACE VIEW losses AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY client_key, tax_id, lost_date, evidence, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, client_key, tax_id, lost_date, evidence ORDER BY rowid) AS nth FROM losses_loaded) numbered
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW record_clients AS
WITH written AS (
    SELECT tax_id, client_key FROM base
    UNION SELECT tax_id, client_key FROM touches
    UNION SELECT tax_id, client_key FROM deals
    UNION SELECT tax_id, client_key FROM losses
    UNION SELECT tax_id, client_key FROM surveys
    UNION SELECT tax_id, client_key FROM complaints
    UNION SELECT tax_id, client_key FROM payments
    UNION SELECT tax_id, client_key FROM client_details
    UNION SELECT tax_id, client_key FROM winback
    UNION SELECT tax_id, client_key FROM pauses
    UNION SELECT tax_id, client_key FROM priorities
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
