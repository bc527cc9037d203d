-- The store of the first slice: imports, quarantine, identities, sales lines, what is derived from them, settings.



-- One row a file that was ever loaded; an undone import keeps its row.
CREATE TABLE imports (
    import_id INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL,                 -- 'sales'; 'demo' marks the demo company through is_demo
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    file_bytes BIGINT NOT NULL,
    kept_file VARCHAR,                     -- name of the compressed copy beside the database
    fingerprint VARCHAR NOT NULL,          -- of the layout: the sorted header
    answers JSON NOT NULL,                 -- mapping and answers in force
    report JSON NOT NULL,                  -- what the importer said: counts, reasons, totals, own total row
    lines_total BIGINT NOT NULL,
    lines_header BIGINT NOT NULL,
    lines_blank BIGINT NOT NULL,
    lines_loaded BIGINT NOT NULL,
    lines_quarantined BIGINT NOT NULL,
    lines_skipped BIGINT NOT NULL,
    amount_total DECIMAL(38, 4) NOT NULL,
    date_min DATE,
    date_max DATE,
    loaded_at TIMESTAMP NOT NULL,
    loaded_by VARCHAR NOT NULL,
    undone_at TIMESTAMP,
    is_demo BOOLEAN NOT NULL DEFAULT false
);

-- Rows held back (until somebody decides) or skipped (with the reason); only these keep their raw text.
CREATE TABLE left_out (
    import_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,              -- 'quarantined' or 'skipped'
    reason VARCHAR NOT NULL,
    column_header VARCHAR,
    value VARCHAR,
    raw VARCHAR[]
);

-- A party is one spelling of a buyer: tax id, code and name as they stood on a row. Lines point at parties;
-- parties point at clients, so that merging two clients rewrites no line.
CREATE TABLE parties (
    party_id INTEGER PRIMARY KEY,
    tax_id VARCHAR NOT NULL,               -- '' where the row had none
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,                 -- as written
    name_key VARCHAR NOT NULL,             -- normalised for comparison
    client_id INTEGER NOT NULL             -- 0: unidentified buyer
);

CREATE TABLE clients (
    client_id INTEGER PRIMARY KEY,
    client VARCHAR NOT NULL,               -- the spelling shown
    tax_id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    since DATE,
    segment VARCHAR,
    state VARCHAR
);

-- Every tax id, code and normalised name by which a client is found; two clients under one name stand here twice.
CREATE TABLE client_aliases (
    kind VARCHAR NOT NULL,                 -- 'tax_id', 'code', 'name'
    value VARCHAR NOT NULL,
    client_id INTEGER NOT NULL
);

CREATE TABLE sales_lines (
    import_id INTEGER NOT NULL,
    sheet SMALLINT NOT NULL,               -- number of the sheet in the workbook, 0 in a text file
    line INTEGER NOT NULL,                 -- line of the file or row of the sheet, counted from 1
    day DATE NOT NULL,
    party_id INTEGER NOT NULL,
    amount DECIMAL(18, 4) NOT NULL,        -- net of discount; returns are negative
    margin DECIMAL(18, 4),
    quantity DECIMAL(18, 4),
    order_no VARCHAR,
    product VARCHAR,
    category VARCHAR,
    manager VARCHAR NOT NULL,              -- '' where the row names none
    region VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    currency VARCHAR,
    doc_type VARCHAR
);

-- The lines as the methods read them.
CREATE VIEW sales AS
SELECT l.import_id, l.sheet, l.line, l.day, p.client_id, l.amount, l.margin, l.quantity, l.order_no, l.product,
       coalesce(l.category, '') AS category, l.manager, l.region, l.channel, l.currency, l.doc_type
FROM sales_lines l JOIN parties p ON p.party_id = l.party_id;

-- One row per client, day, manager, region, channel. client_id 0 is the unidentified buyer.
CREATE TABLE client_day (
    client_id INTEGER NOT NULL,
    day DATE NOT NULL,
    manager VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    net DECIMAL(18, 4) NOT NULL,           -- all money of the day, returns included
    event_net DECIMAL(18, 4) NOT NULL,     -- the same without fully reversed orders: a purchase day has a positive sum
    margin DECIMAL(18, 4),                 -- NULL where no line of the row has a known margin
    margin_base DECIMAL(18, 4) NOT NULL,   -- net of the lines whose margin is known
    quantity DECIMAL(18, 4),
    orders INTEGER NOT NULL,
    largest_line DECIMAL(18, 4) NOT NULL   -- the largest line: whose day it is when two managers sold
);

-- One row per client and purchase day, everything as it was known on that day.
CREATE TABLE purchase_states (
    client_id INTEGER NOT NULL,
    day DATE NOT NULL,
    previous_day DATE,
    next_day DATE,
    first_day DATE NOT NULL,
    purchase_no INTEGER NOT NULL,
    gap_days INTEGER,                      -- since the previous purchase day
    rhythm_days DOUBLE NOT NULL,           -- M14's P: median of the last gaps, or the fallback of the month before
    basis VARCHAR NOT NULL,                -- 'own' or 'fallback'
    rhythm_before DOUBLE,                  -- rhythm_days of the previous purchase day
    gap_mean DOUBLE,                       -- of all closed gaps
    gap_cv DOUBLE,                         -- sample deviation / mean, from two gaps on
    net_12m DECIMAL(18, 4) NOT NULL,       -- the 365 days ending with this day
    margin_12m DECIMAL(18, 4),
    manager VARCHAR NOT NULL,              -- of the day's largest line
    region VARCHAR NOT NULL,
    channel VARCHAR NOT NULL
);

CREATE TABLE fallback_rhythm (
    month DATE PRIMARY KEY,                -- first day; the number holds for purchases of the month after
    days DOUBLE NOT NULL,
    clients INTEGER NOT NULL               -- how many had a rhythm of their own
);

CREATE TABLE settings (
    name VARCHAR PRIMARY KEY,
    value JSON NOT NULL
);

-- Answers given once for a layout of columns.
CREATE TABLE layouts (
    fingerprint VARCHAR PRIMARY KEY,
    answers JSON NOT NULL,
    file_name VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL
);

-- The version of the data: caches are keyed by it.
CREATE TABLE data_version (version BIGINT NOT NULL);
INSERT INTO data_version VALUES (0);
