WITH asked AS (SELECT DISTINCT unnest([$last_before, $last_after, $as_of]) AS asked_day), :rhythms:, :bridge_moves:
SELECT client, kind, movement, before, after, change, status, last_purchase, silent_days, rhythm_days
FROM named ORDER BY change, client
