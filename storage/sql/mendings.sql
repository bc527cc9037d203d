SELECT m.mending_id, m.import_id, i.file_name, m.lines_loaded, m.lines_skipped, m.made_at, m.made_by
FROM mendings m JOIN imports i ON i.import_id = m.import_id
WHERE m.undone_at IS NULL AND i.undone_at IS NULL AND ($import_id IS NULL OR m.import_id = $import_id)
ORDER BY m.mending_id DESC
