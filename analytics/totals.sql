-- The money of the period as a whole, and how much of it has no client or no known margin.
WITH :money:
SELECT CAST(coalesce(sum(net), 0) AS DECIMAL(38, 4)) AS revenue, CAST(sum(margin) AS DECIMAL(38, 4)) AS margin,
       CAST(coalesce(sum(margin_base), 0) AS DECIMAL(38, 4)) AS margin_base,
       CAST(coalesce(sum(CASE WHEN client_id = 0 THEN net END), 0) AS DECIMAL(38, 4)) AS unidentified,
       CAST(coalesce(sum(CASE WHEN client_id = 0 THEN :value: END), 0) AS DECIMAL(38, 4)) AS unidentified_value,
       count(*) AS day_rows
FROM money WHERE day BETWEEN $first_day AND $last_day
