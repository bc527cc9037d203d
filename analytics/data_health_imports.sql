-- What imports left outside the reports: rows held back in those in force, and files taken back and not loaded again.
-- Money counts where it is in the currency in force; a sum that nothing names counts while no other currency waits.
WITH in_force AS (SELECT * FROM imports WHERE undone_at IS NULL),
shown AS (
    SELECT DISTINCT coalesce(currency, '') AS currency FROM sales_lines
    UNION
    SELECT '' WHERE NOT EXISTS (SELECT 1 FROM other_currency_lines)
), sums AS (
    SELECT s.import_id, sum(CASE WHEN h.currency IS NOT NULL THEN s.amount END) AS shown_amount,
           count(CASE WHEN h.currency IS NULL THEN 1 END) AS others
    FROM import_sums s LEFT JOIN shown h ON h.currency = s.currency
    GROUP BY s.import_id
)
SELECT CAST(coalesce(sum(CASE WHEN undone_at IS NULL THEN lines_quarantined END), 0) AS BIGINT) AS held_lines,
       CAST(sum(CASE WHEN undone_at IS NULL AND coalesce(s.others, 0) = 0
                     THEN CAST(json_extract_string(report, '$.held_amount') AS DECIMAL(38, 4)) END) AS DECIMAL(38, 4)) AS held_money,
       CAST(count(CASE WHEN undone_at IS NOT NULL AND NOT is_demo
                            AND sha256 NOT IN (SELECT sha256 FROM in_force) THEN 1 END) AS BIGINT) AS undone_files,
       CAST(coalesce(sum(CASE WHEN undone_at IS NOT NULL AND NOT is_demo
                                   AND sha256 NOT IN (SELECT sha256 FROM in_force) THEN s.shown_amount END), 0) AS DECIMAL(38, 4)) AS undone_money
FROM imports i LEFT JOIN sums s ON s.import_id = i.import_id
