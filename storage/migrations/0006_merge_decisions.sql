-- What people decide about spellings: which of them are one client, one manager, one product, what a merged client is
-- called, and whether a client is still in business. Nothing here carries the number of a client: numbers are made anew
-- with every import, a spelling stays. A decision whose spelling no line in force has is kept and waits for it.

CREATE TABLE merge_decisions (
    decision_id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL,             -- decisions made at once are taken back at once
    kind VARCHAR NOT NULL,                 -- 'client', 'manager', 'product'
    verdict VARCHAR NOT NULL,              -- 'same', 'different', 'later'; of one pair the latest one holds
    left_tax_id VARCHAR NOT NULL,
    left_code VARCHAR NOT NULL,
    left_name VARCHAR NOT NULL,            -- of a client normalised; of a manager or product as written: this one stays
    right_tax_id VARCHAR NOT NULL,
    right_code VARCHAR NOT NULL,
    right_name VARCHAR NOT NULL,
    left_shown VARCHAR NOT NULL,           -- as it was called on the day of the decision
    right_shown VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    decided_by VARCHAR NOT NULL,
    undone_at TIMESTAMP,
    undone_by VARCHAR
);

-- Names that people gave to clients; the latest one holds, '' gives back the usual one.
CREATE TABLE client_names (
    note_id INTEGER PRIMARY KEY,
    tax_id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL,
    noted_by VARCHAR NOT NULL
);

-- What became of a client, as people know it; the latest one holds.
CREATE TABLE client_states (
    note_id INTEGER PRIMARY KEY,
    tax_id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    shown VARCHAR NOT NULL,                -- as the client was called on that day
    state VARCHAR NOT NULL,                -- 'closed', 'moved', 'refused', 'live'
    since DATE NOT NULL,
    source VARCHAR NOT NULL,               -- how it is known, in somebody's words
    noted_at TIMESTAMP NOT NULL,
    noted_by VARCHAR NOT NULL
);

-- Which client the rules alone make of a spelling, before people decided anything. Built with `parties`.
CREATE TABLE party_entities (
    party_id INTEGER NOT NULL,
    entity_id INTEGER NOT NULL             -- 0: nobody can tell
);
INSERT INTO party_entities SELECT party_id, client_id FROM parties ORDER BY party_id;

-- Spellings of managers and products that are called otherwise by decision. Built from `merge_decisions`.
CREATE TABLE chosen_names (
    kind VARCHAR NOT NULL,                 -- 'manager', 'product'
    written VARCHAR NOT NULL,
    chosen VARCHAR NOT NULL
);

-- The names that people gave, by the clients of today.
CREATE TABLE given_names (
    client_id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

-- The state of clients as of now, where somebody noted one.
CREATE TABLE noted_states (
    client_id INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    since DATE NOT NULL,
    source VARCHAR NOT NULL
);

-- By which rules the normalised names were made; 0: by those before this table.
CREATE TABLE name_rules (version INTEGER NOT NULL);
INSERT INTO name_rules VALUES (0);

CREATE OR REPLACE VIEW sales AS
SELECT l.import_id, l.sheet, l.line, l.day, p.client_id, l.amount, l.margin, l.quantity, l.order_no,
       coalesce(n.chosen, l.product) AS product, coalesce(l.category, '') AS category, coalesce(m.chosen, l.manager) AS manager,
       l.region, l.channel, l.currency, l.doc_type
FROM sales_lines l JOIN parties p ON p.party_id = l.party_id
LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = l.manager
LEFT JOIN chosen_names n ON n.kind = 'product' AND n.written = l.product;

-- Who is meant by a name of an employee on a record: one row for every name that stands on one. A record is kept as it
-- was written; whoever counts by employee reads the name from here.
CREATE VIEW record_managers AS
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
)
SELECT w.written, coalesce(c.chosen, w.written) AS manager
FROM named w LEFT JOIN chosen_names c ON c.kind = 'manager' AND c.written = w.written
WHERE w.written IS NOT NULL;
