UPDATE mendings SET
    lines_loaded = (SELECT count(*) FROM mended_lines l WHERE l.mending_id = mendings.mending_id),
    lines_skipped = (SELECT count(*) FROM mended_rows r WHERE r.mending_id = mendings.mending_id AND r.outcome = 'skipped'),
    amount = (SELECT coalesce(sum(l.amount), 0) FROM mended_lines l WHERE l.mending_id = mendings.mending_id)
WHERE import_id = $import_id AND undone_at IS NULL
