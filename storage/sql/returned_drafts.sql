-- What was typed into rows that are held again.
INSERT INTO row_drafts (import_id, sheet, line, cells, kinds)
SELECT import_id, sheet, line, cells, mended_kinds FROM mended_rows WHERE mending_id = $mending_id AND cells IS NOT NULL
