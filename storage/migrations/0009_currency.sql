-- Several currencies: one is in force at a time, and the methods read nothing else.

-- The currency in force when the file was loaded, taken for its lines that name none; NULL where all of them do.
ALTER TABLE imports ADD COLUMN taken_currency VARCHAR;

-- What an import brought, each currency by itself. `imports.amount_total` adds them all up: only to check by.
CREATE TABLE import_sums (
    import_id INTEGER NOT NULL,
    currency VARCHAR NOT NULL,             -- '' where nothing names it
    lines BIGINT NOT NULL,
    amount DECIMAL(38, 4) NOT NULL
);

-- Names of one currency become its code, as files are read from now on.
UPDATE sales_lines SET currency = CASE lower(trim(currency, ' .'))
    WHEN 'грн' THEN 'UAH' WHEN 'гривня' THEN 'UAH' WHEN 'гривна' THEN 'UAH' WHEN '₴' THEN 'UAH'
    WHEN 'руб' THEN 'RUB' WHEN 'р' THEN 'RUB' WHEN 'рубль' THEN 'RUB' WHEN 'rur' THEN 'RUB' WHEN '₽' THEN 'RUB'
    WHEN 'доллар' THEN 'USD' WHEN 'долар' THEN 'USD' WHEN '$' THEN 'USD' WHEN 'евро' THEN 'EUR' WHEN 'євро' THEN 'EUR'
    WHEN '€' THEN 'EUR' WHEN 'тенге' THEN 'KZT' WHEN 'тг' THEN 'KZT' WHEN '₸' THEN 'KZT' ELSE upper(trim(currency)) END
WHERE currency IS NOT NULL;
UPDATE replaced_lines SET currency = CASE lower(trim(currency, ' .'))
    WHEN 'грн' THEN 'UAH' WHEN 'гривня' THEN 'UAH' WHEN 'гривна' THEN 'UAH' WHEN '₴' THEN 'UAH'
    WHEN 'руб' THEN 'RUB' WHEN 'р' THEN 'RUB' WHEN 'рубль' THEN 'RUB' WHEN 'rur' THEN 'RUB' WHEN '₽' THEN 'RUB'
    WHEN 'доллар' THEN 'USD' WHEN 'долар' THEN 'USD' WHEN '$' THEN 'USD' WHEN 'евро' THEN 'EUR' WHEN 'євро' THEN 'EUR'
    WHEN '€' THEN 'EUR' WHEN 'тенге' THEN 'KZT' WHEN 'тг' THEN 'KZT' WHEN '₸' THEN 'KZT' ELSE upper(trim(currency)) END
WHERE currency IS NOT NULL;

INSERT INTO import_sums
SELECT import_id, coalesce(currency, ''), count(*), sum(amount)
FROM (
    SELECT import_id, currency, amount FROM sales_lines
    UNION ALL
    SELECT import_id, currency, amount FROM replaced_lines
) l
GROUP BY import_id, coalesce(currency, '');
INSERT INTO import_sums
SELECT import_id, '', coalesce(sale_lines, lines_loaded), amount_total FROM imports WHERE undone_at IS NOT NULL AND kind = 'sales';

-- Lines of imports in force in another currency than the one in force; `sales_lines` holds no such line.
CREATE TABLE other_currency_lines (
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
    doc_type VARCHAR
);

CREATE VIEW loaded_lines AS
SELECT * FROM sales_lines
UNION ALL
SELECT * FROM other_currency_lines;
