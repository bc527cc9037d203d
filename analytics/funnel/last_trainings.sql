-- The last training of each seller up to the as-of date.
SELECT manager, day, topic
FROM (
    SELECT manager, day, topic, row_number() OVER (PARTITION BY manager ORDER BY day DESC, topic) AS newest
    FROM trainings
    WHERE day <= $as_of
) ranked
WHERE newest = 1
ORDER BY manager
