-- Managers and channels of totals and deals.
SELECT DISTINCT kind, name
FROM (
    SELECT 'managers' AS kind, manager AS name FROM funnel_counts WHERE period <= $as_of
    UNION ALL SELECT 'channels', channel FROM funnel_counts WHERE period <= $as_of
    UNION ALL SELECT 'managers', manager FROM deals
    UNION ALL SELECT 'channels', channel FROM deals
) named
WHERE name <> ''
ORDER BY kind, name
