WITH asked AS (SELECT DISTINCT unnest([$last_before, $last_after, $as_of]) AS asked_day), :rhythms:, :bridge_moves:,
kinds AS (
    SELECT unnest(['lost', 'paused', 'decline', 'growth', 'returned', 'new']) AS kind
)
SELECT kind, count(client) AS clients, coalesce(sum(before), 0) AS before, coalesce(sum(after), 0) AS after, coalesce(sum(change), 0) AS change
FROM kinds LEFT JOIN named USING (kind) GROUP BY kind
