WITH days AS (
    SELECT client, date, date >= $first_after AS is_after, sum(amount) AS net, sum(amount - cost) AS margin, max(amount) > 0 AS is_purchase
    FROM lines WHERE date BETWEEN $first_before AND $last_before OR date BETWEEN $first_after AND $last_after
    GROUP BY client, date
), sides AS (
    SELECT is_after, count(DISTINCT client) FILTER (is_purchase) AS clients, count(*) FILTER (is_purchase) AS purchases,
           CAST(sum(net) AS DOUBLE) AS net, CAST(sum(margin) AS DOUBLE) AS margin
    FROM days GROUP BY is_after
), factors AS (
    SELECT is_after, unnest(['clients', 'frequency', 'check', 'profitability']) AS factor,
           unnest([CAST(clients AS DOUBLE), purchases / clients, net / purchases, margin / net]) AS value
    FROM sides
)
SELECT factor, max(value) FILTER (NOT is_after) AS before, max(value) FILTER (is_after) AS after FROM factors GROUP BY factor
