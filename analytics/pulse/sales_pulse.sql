-- The four factors of both windows; buyers without a name stand apart.
WITH :money:,
days AS (
    SELECT client_id, day, CASE WHEN day BETWEEN $first_after AND $last_after THEN 'after' ELSE 'before' END AS span,
           sum(net) AS net, sum(margin) AS margin, sum(margin_base) AS margin_base, sum(event_net) > 0 AND client_id <> 0 AS is_purchase
    FROM money
    WHERE day BETWEEN $first_before AND $last_before OR day BETWEEN $first_after AND $last_after
    GROUP BY client_id, day
)
SELECT span, count(DISTINCT CASE WHEN is_purchase THEN client_id END) AS clients,
       count(CASE WHEN is_purchase THEN 1 END) AS purchases,
       CAST(coalesce(sum(CASE WHEN client_id <> 0 THEN net END), 0) AS DECIMAL(38, 4)) AS revenue,
       CAST(sum(CASE WHEN client_id <> 0 THEN margin END) AS DECIMAL(38, 4)) AS margin,
       CAST(coalesce(sum(CASE WHEN client_id <> 0 THEN margin_base END), 0) AS DECIMAL(38, 4)) AS margin_base,
       CAST(coalesce(sum(CASE WHEN client_id = 0 THEN net END), 0) AS DECIMAL(38, 4)) AS unidentified,
       CAST(sum(CASE WHEN client_id = 0 THEN margin END) AS DECIMAL(38, 4)) AS unidentified_margin,
       count(*) AS day_rows
FROM days GROUP BY span
