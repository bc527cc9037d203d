-- The class of one client at the end of several years, each of 365 days. Names join the sums, not the days.
WITH :money:,
years AS (
    SELECT last_day, CAST(last_day - INTERVAL 364 DAYS AS DATE) AS first_day FROM (SELECT unnest($ends) AS last_day) AS given
), sums_of_years AS (
    SELECT y.last_day AS span, m.client_id, sum(:value:) AS value
    FROM money m JOIN years y ON m.day BETWEEN y.first_day AND y.last_day
    WHERE m.client_id <> 0
    GROUP BY y.last_day, m.client_id
), named AS (
    SELECT s.span, s.client_id, coalesce(c.client, '') AS client, CAST(s.value AS DECIMAL(18, 4)) AS value
    FROM sums_of_years s LEFT JOIN clients c ON c.client_id = s.client_id
), :abc_ranking:
SELECT CAST(span AS DATE) AS last_day, abc_class, rank, value, share FROM classes WHERE client_id = $client_id ORDER BY span
