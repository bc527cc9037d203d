-- The days on which a later import stands in place of an earlier one; where two could, the one of the smaller number.
CREATE TEMP TABLE replaced_days AS
SELECT d.import_id, d.day, min(r.import_id) AS replaced_by
FROM (
    SELECT import_id, day FROM loaded_lines
    UNION
    SELECT import_id, day FROM replaced_lines
) d JOIN replacements r ON r.replaced_import = d.import_id AND d.day BETWEEN r.first_day AND r.last_day
GROUP BY d.import_id, d.day
