-- The companies behind the funnels, those with the most money first.
WITH :attraction_leads:, brought AS (
    SELECT l.company, sum(d.net) AS revenue, sum(d.margin) AS margin
    FROM leads l JOIN client_day d ON d.client_id = l.client_id
    WHERE d.day BETWEEN l.first_deal AND $as_of AND date_diff('day', l.first_deal, d.day) < $horizon_days
    GROUP BY l.company
)
SELECT l.client_id, coalesce(c.client, l.name) AS client, coalesce(l.manager, '') AS manager, l.channel AS channel_key,
       l.first_seen, l.request_on, l.first_deal,
       CASE WHEN l.first_deal IS NOT NULL THEN 'deal' WHEN l.request_on IS NOT NULL THEN 'request' ELSE 'lead' END AS stage,
       l.is_ripe, l.target, CAST(b.revenue AS DECIMAL(18, 4)) AS revenue, CAST(b.margin AS DECIMAL(18, 4)) AS margin
FROM leads l
LEFT JOIN brought b ON b.company = l.company
LEFT JOIN clients c ON c.client_id = l.client_id
ORDER BY b.revenue DESC NULLS LAST, l.request_on DESC NULLS LAST, l.first_seen DESC, l.company
