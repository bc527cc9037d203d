WITH asked AS (SELECT DISTINCT unnest([$last_before, $last_after, $as_of]) AS asked_day), :rhythms:, :bridge_moves:,
sellers AS (
    SELECT l.client, arg_max(l.manager, (l.amount, l.manager)) AS manager
    FROM lines l JOIN states s ON s.client = l.client AND s.asked_day = $as_of AND l.date = s.day GROUP BY l.client
)
SELECT client, manager, kind, movement, before, after, change, status, last_purchase, silent_days, rhythm_days
FROM named LEFT JOIN sellers USING (client) ORDER BY change, client
