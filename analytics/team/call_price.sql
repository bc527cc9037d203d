-- What a call comes to on average: how many of a hundred end in a deal, and what a purchase day brings.
WITH counted AS (
    SELECT sum(count) FILTER (stage = 'call') AS calls, sum(count) FILTER (stage = 'deal') AS deals
    FROM funnel_counts WHERE period BETWEEN $first_day AND $last_day
), bought AS (
    SELECT count(*) AS purchases, sum(net) AS net
    FROM (
        SELECT client_id, day, sum(net) AS net FROM client_day
        WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
        GROUP BY client_id, day HAVING sum(event_net) > 0
    ) days
)
SELECT CAST(calls AS BIGINT) AS calls, CAST(deals AS BIGINT) AS deals, purchases, CAST(net AS DECIMAL(38, 4)) AS net
FROM counted CROSS JOIN bought
