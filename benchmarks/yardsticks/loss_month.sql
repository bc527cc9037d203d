-- The clock of the season is the method's own text, over the days of the lines.
WITH asked AS (SELECT $as_of AS asked_day), :rhythms:,
spread AS (
    SELECT client, stddev_samp(g0) / avg(g0) AS cv FROM gaps GROUP BY client
), candidates AS (
    SELECT s.client, s.day, s.n AS purchase_no FROM states s JOIN spread p ON p.client = s.client
    WHERE s.n >= 4 AND s.day - s.first_day >= 300 AND p.cv >= 0.6 AND s.day + s.threshold_days <= $as_of
), :season_clocks:
SELECT count(*) FILTER (lost_on <= $as_of) AS lost, count(*) AS clients
FROM (SELECT greatest(s.day + s.threshold_days, coalesce(k.season_lost_on, s.day + s.threshold_days)) AS lost_on
      FROM states s LEFT JOIN season_clocks k ON k.client = s.client AND k.day = s.day WHERE s.n > 1) AS timed
WHERE lost_on > $since
