-- Without one import: what stood in its place stands in place of what it had replaced, on the days that both cover.
CREATE TABLE replacements_new AS
SELECT import_id, replaced_import, first_day, last_day FROM replacements
WHERE import_id <> $gone AND replaced_import <> $gone
UNION
SELECT later.import_id, earlier.replaced_import, greatest(later.first_day, earlier.first_day), least(later.last_day, earlier.last_day)
FROM replacements later JOIN replacements earlier ON later.replaced_import = earlier.import_id
WHERE earlier.import_id = $gone
  AND greatest(later.first_day, earlier.first_day) <= least(later.last_day, earlier.last_day)
ORDER BY 1, 2, 3, 4
