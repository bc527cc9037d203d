-- Everything that is written down about one client: contacts, steps of winning back, reasons of his losses, an agreed pause.
-- What was done, said or agreed after the date is not known yet.
WITH whose AS (
    SELECT tax_id, client_key FROM record_clients WHERE client_id = $client_id
), written AS (
    SELECT 'contact' AS kind, t.day, t.next_date AS until, coalesce(t.kind, '') AS way, coalesce(t.manager, '') AS who,
           coalesce(t.reason, '') AS said, coalesce(t.result, '') AS outcome, '' AS offer, '' AS reason_group, false AS confirmed,
           CAST(NULL AS INTEGER) AS step_no, t.import_id = $typed_import AS is_typed
    FROM touches t JOIN whose w ON w.client_key = t.client_key AND w.tax_id = t.tax_id
    WHERE t.day <= $as_of
    UNION ALL
    SELECT 'step', CASE WHEN s.done_at <= $as_of THEN s.done_at END, s.due, coalesce(s.channel, ''), coalesce(s.owner, ''),
           coalesce(s.step, ''), CASE WHEN s.done_at <= $as_of THEN coalesce(s.outcome, '') ELSE '' END, coalesce(s.offer, ''), '', false,
           s.step_no, s.import_id = $typed_import
    FROM winback s JOIN whose w ON w.client_key = s.client_key AND w.tax_id = s.tax_id
    UNION ALL
    SELECT 'reason', l.lost_date, NULL, coalesce(l.evidence, ''), '', l.reason, '', '', coalesce(l.reason_group, ''), l.confirmed, NULL, l.import_id = $typed_import
    FROM losses l JOIN whose w ON w.client_key = l.client_key AND w.tax_id = l.tax_id
    WHERE l.reason <> '' AND (l.lost_date IS NULL OR l.lost_date <= $as_of)
    UNION ALL
    SELECT 'pause', NULL, p.until, '', '', coalesce(p.note, ''), '', '', '', false, NULL, p.import_id = $typed_import
    FROM pauses p JOIN whose w ON w.client_key = p.client_key AND w.tax_id = p.tax_id
    WHERE p.until >= $as_of
)
SELECT kind, day, until, way, who, said, outcome, offer, reason_group, confirmed, step_no, is_typed
FROM written
ORDER BY kind, step_no, day DESC NULLS FIRST, until DESC NULLS LAST, way, who, said
