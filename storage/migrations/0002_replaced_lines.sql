-- Overlapping uploads: lines that stepped back before a later file are kept, so that taking that file back returns them.

-- What was chosen for the lines that stood in the store already: 'add_all', 'replace' or 'only_new'.
ALTER TABLE imports ADD COLUMN overlap VARCHAR DEFAULT 'add_all';

-- Which import stands in place of which, on which days. Both are in force.
CREATE TABLE replacements (
    import_id INTEGER NOT NULL,            -- the later file
    replaced_import INTEGER NOT NULL,      -- the earlier one
    first_day DATE NOT NULL,
    last_day DATE NOT NULL
);

-- Lines of imports in force that a later import replaced; no method reads them.
CREATE TABLE replaced_lines (
    import_id INTEGER NOT NULL,
    sheet SMALLINT NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL,
    party_id INTEGER NOT NULL,
    amount DECIMAL(18, 4) NOT NULL,
    margin DECIMAL(18, 4),
    quantity DECIMAL(18, 4),
    order_no VARCHAR,
    product VARCHAR,
    category VARCHAR,
    manager VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    currency VARCHAR,
    doc_type VARCHAR,
    replaced_by INTEGER NOT NULL           -- the import whose lines are counted instead
);
