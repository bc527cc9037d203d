-- Lines on days that a later import covers, wherever they stood before.
CREATE TABLE replaced_lines_new AS
SELECT l.*, d.replaced_by
FROM (
    SELECT * FROM loaded_lines
    UNION ALL
    SELECT * EXCLUDE (replaced_by) FROM replaced_lines
) l JOIN replaced_days d ON d.import_id = l.import_id AND d.day = l.day
WHERE NOT list_contains($gone, l.import_id)
