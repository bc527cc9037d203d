-- What the clients of every channel brought, by months since the first deal of each.
WITH :attraction_leads:
SELECT l.channel AS channel_key, CAST(floor(date_diff('day', l.first_deal, d.day) / 30.4375) AS INTEGER) AS age,
       CAST(sum(d.net) AS DECIMAL(38, 4)) AS revenue, CAST(sum(d.margin) AS DECIMAL(38, 4)) AS margin,
       CAST(sum(d.margin_base) AS DECIMAL(38, 4)) AS margin_base,
       count(DISTINCT row(d.client_id, d.day)) FILTER (d.event_net > 0) AS purchases
FROM leads l JOIN client_day d ON d.client_id = l.client_id
WHERE d.day BETWEEN l.first_deal AND $as_of AND date_diff('day', l.first_deal, d.day) < $horizon_days
GROUP BY 1, 2
