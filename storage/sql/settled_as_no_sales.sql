CREATE TEMP TABLE settled AS
SELECT sheet, sheet_number, line, 'skipped' AS outcome, 'declared_no_sale' AS reason,
       CAST(NULL AS VARCHAR) AS column_header, CAST(NULL AS VARCHAR) AS value, CAST(NULL AS DECIMAL(18, 4)) AS amount
FROM mended_now
