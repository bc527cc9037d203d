-- The currency that the store learned first.
SELECT currency FROM loaded_lines WHERE currency IS NOT NULL
GROUP BY currency ORDER BY min(import_id), count(*) DESC, currency LIMIT 1
