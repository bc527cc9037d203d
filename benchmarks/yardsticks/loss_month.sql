WITH asked AS (SELECT $as_of AS asked_day), :rhythms:
SELECT count(*) FILTER (day + threshold_days <= $as_of) AS lost, count(*) AS clients
FROM states WHERE n > 1 AND day + threshold_days > $since
