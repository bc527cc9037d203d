-- Leads, requests and first deals of every channel, the money spent on it, what its clients brought by months since the
-- first deal of each; beside every row (one without a channel where nothing is known) what stands in no channel. One
-- statement, because finding out whose each record is costs more than all the rest.
WITH :attraction_leads:, names AS (
    SELECT replace(lower(trim(channel)), 'ё', 'е') AS own_key, trim(channel) AS name FROM spend
    UNION SELECT replace(lower(trim(channel)), 'ё', 'е'), trim(channel) FROM seen WHERE coalesce(trim(channel), '') <> ''
), written AS (
    SELECT own_key, min(name) AS name FROM names GROUP BY own_key
), spent AS (
    SELECT coalesce(list_extract($joined_to, CAST(nullif(list_position($joined_from, own_key), 0) AS INTEGER)), own_key) AS channel,
           sum(amount) FILTER (amount >= 0) AS spend, count(*) AS spend_rows,
           count(*) FILTER (amount < 0) AS wrong_rows, sum(amount) FILTER (amount < 0) AS wrong_spend
    FROM (SELECT replace(lower(trim(channel)), 'ё', 'е') AS own_key, month, amount FROM spend) months
    WHERE month BETWEEN $first_month AND $last_day AND month <= $as_of
    GROUP BY 1
), came AS (
    SELECT channel, count(*) AS leads, count(*) FILTER (is_ripe) AS ripe,
           count(request_on) AS requests, count(first_deal) AS deals,
           count(request_on) FILTER (is_ripe) AS ripe_requests, count(first_deal) FILTER (is_ripe) AS ripe_deals,
           count(target) AS answered, count(*) FILTER (NOT target) AS not_target,
           list(client_id ORDER BY client_id) FILTER (first_deal IS NOT NULL AND client_id IS NOT NULL) AS clients
    FROM leads GROUP BY channel
), brought AS (
    SELECT l.channel, CAST(floor(date_diff('day', l.first_deal, d.day) / 30.4375) AS INTEGER) AS age,
           CAST(sum(d.net) AS DECIMAL(38, 4)) AS revenue, CAST(sum(d.margin) AS DECIMAL(38, 4)) AS margin,
           CAST(sum(d.margin_base) AS DECIMAL(38, 4)) AS margin_base,
           count(DISTINCT CAST(d.client_id AS BIGINT) * 10000000 + date_diff('day', DATE '1970-01-01', d.day)) FILTER (d.event_net > 0) AS purchases
    FROM leads l JOIN client_day d ON d.client_id = l.client_id
    WHERE d.day BETWEEN l.first_deal AND $as_of AND date_diff('day', l.first_deal, d.day) < $horizon_days
    GROUP BY l.channel, age
), money AS (
    SELECT channel, list(age ORDER BY age) AS ages, list(revenue ORDER BY age) AS revenues, list(margin ORDER BY age) AS margins,
           list(margin_base ORDER BY age) AS margin_bases, list(purchases ORDER BY age) AS purchase_counts
    FROM brought GROUP BY channel
), channels AS (
    SELECT coalesce(c.channel, s.channel) AS channel_key,
           coalesce(c.leads, 0) AS leads, coalesce(c.ripe, 0) AS ripe,
           coalesce(c.requests, 0) AS requests, coalesce(c.deals, 0) AS deals,
           coalesce(c.ripe_requests, 0) AS ripe_requests, coalesce(c.ripe_deals, 0) AS ripe_deals,
           coalesce(c.answered, 0) AS answered, coalesce(c.not_target, 0) AS not_target, c.clients,
           CAST(coalesce(s.spend, 0) AS DECIMAL(38, 4)) AS spend,
           coalesce(s.spend_rows, 0) > coalesce(s.wrong_rows, 0) AS is_spend_known,
           coalesce(s.wrong_rows, 0) AS wrong_rows, CAST(coalesce(s.wrong_spend, 0) AS DECIMAL(38, 4)) AS wrong_spend
    FROM came c FULL JOIN spent s ON s.channel = c.channel
), about AS (
    SELECT (SELECT days FROM cycle) AS cycle_days, (SELECT deals FROM cycle) AS cycle_deals,
           (SELECT count(*) FROM known WHERE first_seen IS NULL) AS undated,
           (SELECT count(*) FROM companies) - (SELECT count(*) FROM known) AS old_clients,
           (SELECT count(*) FROM bought b LEFT JOIN (SELECT DISTINCT client_id FROM known) k ON k.client_id = b.client_id
            WHERE k.client_id IS NULL AND b.first_purchase BETWEEN $first_day AND $last_day AND b.first_purchase >= $warm_from) AS unseen
)
SELECT a.*, c.*, coalesce(w.name, '') AS channel, m.ages, m.revenues, m.margins, m.margin_bases, m.purchase_counts
FROM about a
LEFT JOIN channels c ON true
LEFT JOIN written w ON w.own_key = c.channel_key
LEFT JOIN money m ON m.channel = c.channel_key
