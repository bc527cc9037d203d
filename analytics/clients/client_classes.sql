-- The class of one client at the end of several years, each of 365 days.
WITH :money:,
ends AS (
    SELECT unnest($ends) AS last_day
), named AS (
    SELECT e.last_day AS span, m.client_id, coalesce(c.client, '') AS client, CAST(sum(:value:) AS DECIMAL(18, 4)) AS value
    FROM money m
    JOIN ends e ON m.day <= e.last_day AND m.day > e.last_day - INTERVAL 365 DAYS
    LEFT JOIN clients c ON c.client_id = m.client_id
    WHERE m.client_id <> 0
    GROUP BY e.last_day, m.client_id, c.client
), :abc_ranking:
SELECT CAST(span AS DATE) AS last_day, abc_class, rank, value, share FROM classes WHERE client_id = $client_id ORDER BY span
