-- What an average client of the period is: his purchase days and their money, buyers without a name left out.
WITH :money:,
days AS (
    SELECT client_id, day, sum(net) AS net, sum(margin) AS margin, sum(margin_base) AS margin_base, sum(event_net) > 0 AS is_purchase
    FROM money WHERE client_id <> 0 AND day > $since AND day <= $until GROUP BY client_id, day
)
SELECT count(DISTINCT client_id) FILTER (is_purchase) AS buyers, count(*) FILTER (is_purchase) AS purchases,
       CAST(coalesce(sum(net), 0) AS DECIMAL(38, 4)) AS net, CAST(sum(margin) AS DECIMAL(38, 4)) AS margin,
       CAST(coalesce(sum(margin_base), 0) AS DECIMAL(38, 4)) AS margin_base
FROM days
