-- Rows held back are put right beside the file: what was typed, what became of it, and the way back.

-- What each cell of `raw` was in the file, a letter a cell: t text, n number, d day, m moment; NULL where not known.
ALTER TABLE left_out ADD COLUMN kinds VARCHAR;
-- The money of a held row where it could be read.
ALTER TABLE left_out ADD COLUMN amount DECIMAL(18, 4);

-- What was typed into a row that is still held, and why it is still held; the reason is NULL until the row is read.
CREATE TABLE row_drafts (
    import_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL,
    cells VARCHAR[] NOT NULL,
    kinds VARCHAR NOT NULL,
    reason VARCHAR,
    column_header VARCHAR,
    value VARCHAR,
    amount DECIMAL(18, 4)
);

-- One row a time that held rows of an import were put right or declared no sales.
CREATE TABLE mendings (
    mending_id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL,
    lines_loaded BIGINT NOT NULL,
    lines_skipped BIGINT NOT NULL,
    amount DECIMAL(38, 4) NOT NULL,        -- money of the loaded lines
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    undone_at TIMESTAMP
);

-- The rows of mendings in force as they were held, so that they can be held again; kept while the import is taken back.
CREATE TABLE mended_rows (
    mending_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    sheet_number SMALLINT NOT NULL,
    line INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,              -- 'loaded' or 'skipped'
    skipped_as VARCHAR,                    -- the reason of a skipped row
    cells VARCHAR[],                       -- as mended; NULL where nothing was typed
    mended_kinds VARCHAR,
    reason VARCHAR NOT NULL,               -- as held, like `left_out`
    column_header VARCHAR,
    value VARCHAR,
    raw VARCHAR[],
    kinds VARCHAR,
    amount DECIMAL(18, 4)
);

-- The typed lines of mended rows, for the day their import is loaded again.
CREATE TABLE mended_lines (
    mending_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    sheet SMALLINT NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL,
    tax_id VARCHAR,
    code VARCHAR,
    client VARCHAR,
    amount DECIMAL(18, 4) NOT NULL,
    cost DECIMAL(18, 4),
    margin DECIMAL(18, 4),
    quantity DECIMAL(18, 4),
    price DECIMAL(18, 4),
    order_no VARCHAR,
    product VARCHAR,
    category VARCHAR,
    manager VARCHAR,
    region VARCHAR,
    channel VARCHAR,
    currency VARCHAR,
    doc_type VARCHAR,
    segment VARCHAR
);
