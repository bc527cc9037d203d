-- What imports left outside the reports: rows held back in those in force, and files taken back and not loaded again.
WITH in_force AS (SELECT * FROM imports WHERE undone_at IS NULL)
SELECT CAST(coalesce(sum(CASE WHEN undone_at IS NULL THEN lines_quarantined END), 0) AS BIGINT) AS held_lines,
       CAST(sum(CASE WHEN undone_at IS NULL
                     THEN CAST(json_extract_string(report, '$.held_amount') AS DECIMAL(38, 4)) END) AS DECIMAL(38, 4)) AS held_money,
       CAST(count(CASE WHEN undone_at IS NOT NULL AND NOT is_demo
                            AND sha256 NOT IN (SELECT sha256 FROM in_force) THEN 1 END) AS BIGINT) AS undone_files,
       CAST(coalesce(sum(CASE WHEN undone_at IS NOT NULL AND NOT is_demo
                                   AND sha256 NOT IN (SELECT sha256 FROM in_force) THEN amount_total END), 0) AS DECIMAL(38, 4)) AS undone_money
FROM imports
