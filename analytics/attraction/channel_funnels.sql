-- Leads, requests and first deals of every channel beside the money spent on it.
WITH :attraction_leads:, names AS (
    SELECT replace(lower(trim(channel)), 'ё', 'е') AS own_key, trim(channel) AS name FROM spend
    UNION SELECT replace(lower(trim(source)), 'ё', 'е'), trim(source) FROM base WHERE coalesce(trim(source), '') <> ''
    UNION SELECT replace(lower(trim(channel)), 'ё', 'е'), trim(channel) FROM deals WHERE coalesce(trim(channel), '') <> ''
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
)
SELECT coalesce(c.channel, s.channel) AS channel_key,
       coalesce((SELECT min(n.name) FROM names n WHERE n.own_key = coalesce(c.channel, s.channel)), '') AS channel,
       coalesce(c.leads, 0) AS leads, coalesce(c.ripe, 0) AS ripe,
       coalesce(c.requests, 0) AS requests, coalesce(c.deals, 0) AS deals,
       coalesce(c.ripe_requests, 0) AS ripe_requests, coalesce(c.ripe_deals, 0) AS ripe_deals,
       coalesce(c.answered, 0) AS answered, coalesce(c.not_target, 0) AS not_target, c.clients,
       CAST(coalesce(s.spend, 0) AS DECIMAL(38, 4)) AS spend, coalesce(s.spend_rows, 0) > coalesce(s.wrong_rows, 0) AS is_spend_known,
       coalesce(s.wrong_rows, 0) AS wrong_rows, CAST(coalesce(s.wrong_spend, 0) AS DECIMAL(38, 4)) AS wrong_spend
FROM came c FULL JOIN spent s ON s.channel = c.channel
