-- What the usual client of the last year brought: the median, because one very large client is nobody's usual one.
SELECT count(*) AS clients, CAST(coalesce(quantile_cont(CAST(net AS DOUBLE), 0.5), 0) AS DECIMAL(38, 4)) AS net
FROM (
    SELECT client_id, sum(net) AS net FROM client_day
    WHERE client_id <> 0 AND day <= $as_of AND day > $as_of - INTERVAL 365 DAYS
    GROUP BY client_id HAVING sum(net) > 0
) clients
