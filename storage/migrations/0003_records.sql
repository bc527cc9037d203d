-- What people write down beside the sales: potential clients, contacts, deals, losses, norms, pay, answers, promotions.
-- import_id is the import that brought a row, so that taking it back takes its rows too; 0 is a row that somebody typed.
--
-- A record names its client as it was written; it carries no client_id. The numbers of clients are made anew with every
-- import, merge and undo, so a number kept here would sooner or later point at another firm, and a contact with a firm
-- that has not bought yet has no number at all until the day it buys. `record_clients` finds the number when it is read.
-- client_key is the name made comparable (storage.names.name_key); tax_id is '' where the record has none.

CREATE TABLE base (
    import_id INTEGER NOT NULL,
    company VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    phone VARCHAR,
    email VARCHAR,
    site VARCHAR,
    industry VARCHAR,
    size VARCHAR,                          -- 'small', 'medium', 'large'
    contact_name VARCHAR,
    contact_role VARCHAR,
    source VARCHAR,                        -- channel by which the company was found
    created DATE,
    verified_at DATE,                      -- when somebody last checked that the record is true
    created_by VARCHAR,                    -- scout or seller; NULL where the company came by itself
    state VARCHAR NOT NULL DEFAULT 'live', -- 'live', 'invalid', 'duplicate', 'closed'
    completeness DECIMAL(5, 4)             -- share of the required fields that are filled, 0..1
);

CREATE TABLE touches (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    manager VARCHAR NOT NULL,
    kind VARCHAR,                          -- 'call', 'meeting', 'visit', 'email', 'event', 'messenger'
    direction VARCHAR,                     -- 'in', 'out'
    tone VARCHAR,                          -- 'positive', 'neutral', 'negative'
    result VARCHAR,                        -- 'request', 'interest', 'refusal'
    target BOOLEAN,                        -- whether the company is one we want to sell to
    reason VARCHAR,
    next_date DATE,
    duration_min INTEGER,
    cost DECIMAL(18, 4),
    by_substitute BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE deals (
    import_id INTEGER NOT NULL,
    deal_id VARCHAR NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    created DATE NOT NULL,
    stage VARCHAR NOT NULL,
    stage_changed_at DATE,
    amount DECIMAL(18, 4),
    manager VARCHAR,
    channel VARCHAR,
    won_at DATE,
    lost_at DATE,
    lost_by VARCHAR,                       -- 'client', 'we'
    lost_reason VARCHAR,
    pipeline VARCHAR
);

-- Moves of a deal (deal_id) or of a company that is not in a deal yet (company); one of the two is given.
CREATE TABLE stage_log (
    import_id INTEGER NOT NULL,
    deal_id VARCHAR,
    company VARCHAR,
    from_stage VARCHAR,                    -- NULL: enters the funnel
    to_stage VARCHAR NOT NULL,
    moved_on DATE NOT NULL,
    manager VARCHAR,
    cost DECIMAL(18, 4)
);

-- Totals of a funnel where nobody keeps single deals.
CREATE TABLE funnel_counts (
    import_id INTEGER NOT NULL,
    period DATE NOT NULL,                  -- first day of the month
    manager VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    count INTEGER NOT NULL,
    channel VARCHAR
);

CREATE TABLE spend (
    import_id INTEGER NOT NULL,
    month DATE NOT NULL,                   -- first day
    channel VARCHAR NOT NULL,
    amount DECIMAL(18, 4) NOT NULL,
    stage VARCHAR
);

CREATE TABLE losses (
    import_id INTEGER NOT NULL,
    client VARCHAR NOT NULL,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    lost_date DATE,
    reason_group VARCHAR,                  -- 'competitor', 'company', 'client'
    reason VARCHAR,
    evidence VARCHAR,                      -- 'staff', 'client', 'brainstorm', 'call'
    confirmed BOOLEAN NOT NULL DEFAULT false,
    comment VARCHAR
);

CREATE TABLE kpi_norms (
    import_id INTEGER NOT NULL,
    position VARCHAR,                      -- of everybody in it, unless an employee is named
    employee VARCHAR,
    kpi VARCHAR NOT NULL,
    norm DECIMAL(18, 4) NOT NULL,
    unit VARCHAR,
    active_from DATE NOT NULL,
    active_to DATE,                        -- NULL: still in force
    direction VARCHAR NOT NULL DEFAULT 'higher' -- 'higher' or 'lower' is better
);

CREATE TABLE kpi_facts (
    import_id INTEGER NOT NULL,
    position VARCHAR,
    employee VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    period DATE NOT NULL,                  -- first day of the month
    fact DECIMAL(18, 4) NOT NULL,
    norm DECIMAL(18, 4)                    -- the norm that was in force
);

-- A version holds from active_from until the next one. Pay is the sum of its components.
CREATE TABLE pay_formula (
    import_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    active_from DATE NOT NULL,
    component VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,                 -- 'fixed': rate; 'share': rate x input; 'bonus': rate once input reaches least
    rate DECIMAL(18, 4) NOT NULL,
    input VARCHAR,                         -- which of pay_inputs the rule reads
    least DECIMAL(18, 4),
    task VARCHAR                           -- what the component pays for
);

CREATE TABLE pay_inputs (
    import_id INTEGER NOT NULL,
    employee VARCHAR NOT NULL,
    period DATE NOT NULL,                  -- first day of the month paid for
    input VARCHAR NOT NULL,
    value DECIMAL(18, 4) NOT NULL
);

CREATE TABLE surveys (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    client VARCHAR,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    score INTEGER NOT NULL,                -- 0..10
    manager VARCHAR,
    branch VARCHAR,
    comment VARCHAR,
    kind VARCHAR NOT NULL DEFAULT 'NPS'    -- 'NPS', 'CSAT'
);

CREATE TABLE complaints (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    client VARCHAR,
    client_key VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL DEFAULT '',
    kind VARCHAR,                          -- 'delivery', 'quality', 'documents', 'stock', 'promotion', 'manners'
    text VARCHAR,
    resolved_at DATE,
    owner VARCHAR
);

-- What sellers asked of their colleagues, to the minute: waiting is counted in working hours.
CREATE TABLE requests_internal (
    import_id INTEGER NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked_by VARCHAR NOT NULL,
    asked_of VARCHAR NOT NULL,             -- colleague or department
    kind VARCHAR,
    answered_at TIMESTAMP,                 -- NULL: not yet
    deal_id VARCHAR
);

CREATE TABLE call_checks (
    import_id INTEGER NOT NULL,
    day DATE NOT NULL,
    manager VARCHAR NOT NULL,
    q_technical INTEGER,                   -- questions asked about the need
    q_personal INTEGER,                    -- about the person
    q_motive INTEGER,                      -- about what the purchase is for
    price_named BOOLEAN,
    meeting_set BOOLEAN,
    score DECIMAL(18, 4)                   -- 0..100 by the checker's own list, where he has one
);

CREATE TABLE promos (
    import_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    starts_on DATE,
    ends_on DATE,
    limit_type VARCHAR,                    -- 'period', 'quantity'
    stock INTEGER,
    sold_out_at DATE,
    refused INTEGER                        -- clients who came for it and got nothing
);

CREATE TABLE plans (
    import_id INTEGER NOT NULL,
    period DATE NOT NULL,                  -- first day of the month
    level VARCHAR NOT NULL,                -- 'company', 'manager', 'product'
    name VARCHAR NOT NULL DEFAULT '',      -- of the manager or product; '' for the company
    measure VARCHAR NOT NULL,              -- 'revenue', 'margin', 'new_clients', ...
    value DECIMAL(18, 4) NOT NULL
);

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
