-- How steadily every client buys, with the money of the period.
WITH :money:,
:steadiness:, period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
)
SELECT s.client_id, coalesce(c.client, '') AS client, s.manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, s.xyz_class, s.cv, s.cv_without_largest, s.bucket_months, s.buckets,
       CAST(s.total AS DECIMAL(18, 4)) AS total, s.has_refunds, s.rhythm_days
FROM steadiness s
LEFT JOIN clients c ON c.client_id = s.client_id
LEFT JOIN period_money m ON m.client_id = s.client_id
ORDER BY coalesce(m.revenue, 0) DESC, s.client_id
