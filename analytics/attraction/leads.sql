-- Who came, through which channel, and what became of him. A company is one however many records name it: the client if
-- it has bought, else the name (with the tax number where two numbers bear one name). Its channel is that of the first
-- record that names one. The usual cycle is that of the deals of a year: how one sells now. Who had bought before he was first written down is an old client and nobody's lead.
named AS (
    SELECT tax_id, client_key, client_id FROM record_clients
), namesakes AS (
    SELECT client_key FROM named WHERE client_id IS NULL AND tax_id <> '' GROUP BY client_key HAVING count(*) > 1
), whose AS (
    SELECT tax_id, client_key, client_id,
           CASE WHEN client_id IS NOT NULL THEN '#' || CAST(client_id AS VARCHAR)
                WHEN client_key IN (SELECT client_key FROM namesakes) THEN client_key || '/' || tax_id
                ELSE client_key END AS company
    FROM named
), records AS (
    SELECT client_key, tax_id, company AS name, created AS day, source AS channel, NULL AS manager,
           CAST(NULL AS DATE) AS request_day, CAST(NULL AS DATE) AS won_day, CAST(NULL AS BOOLEAN) AS target
    FROM base WHERE state <> 'duplicate'
    UNION ALL
    SELECT client_key, tax_id, client, day, NULL, manager, CASE WHEN result = 'request' THEN day END, NULL,
           CASE WHEN result IS NOT NULL THEN target END
    FROM touches
    UNION ALL
    SELECT client_key, tax_id, client, coalesce(created, stage_changed_at, won_at), channel, manager,
           coalesce(created, stage_changed_at, won_at), CASE WHEN won_at <= $as_of THEN won_at END, NULL
    FROM deals
), seen AS (
    SELECT w.company, w.client_id, r.*, CAST(coalesce(r.day, DATE '9999-12-31') AS VARCHAR) AS place,
           replace(lower(trim(r.channel)), 'ё', 'е') AS own_key
    FROM records r JOIN whose w ON w.client_key = r.client_key AND w.tax_id = r.tax_id
    WHERE r.day IS NULL OR r.day <= $as_of
), companies AS (
    SELECT company, min(client_id) AS client_id, min(name) AS name, min(day) AS first_seen,
           -- Of the first or last day the word that stands behind it, which takes a third of the time of a row of both.
           coalesce(substring(min(place || own_key) FILTER (coalesce(own_key, '') <> ''), 11), '') AS own_key,
           substring(max(place || manager) FILTER (coalesce(manager, '') <> '' AND day IS NOT NULL), 11) AS manager,
           min(request_day) AS request_day, min(won_day) AS won_day,
           substring(min(place || CASE WHEN target THEN '1' ELSE '0' END) FILTER (target IS NOT NULL), 11) = '1' AS target
    FROM seen GROUP BY company
), bought AS (
    SELECT client_id, min(day) AS first_purchase FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), known AS (
    SELECT c.company, c.client_id, c.name, c.manager, c.first_seen, c.target,
           coalesce(list_extract($joined_to, CAST(nullif(list_position($joined_from, c.own_key), 0) AS INTEGER)), c.own_key) AS channel,
           least(c.won_on, b.first_purchase) AS first_deal,
           least(c.request_day, c.won_on, b.first_purchase) AS request_on
    FROM (SELECT *, CASE WHEN won_day IS NOT NULL THEN greatest(won_day, first_seen) END AS won_on FROM companies) c
    LEFT JOIN bought b ON b.client_id = c.client_id
    WHERE b.first_purchase IS NULL OR c.first_seen IS NULL OR b.first_purchase >= c.first_seen
), cycle AS (
    SELECT CAST(coalesce($cycle_days, CASE WHEN count(*) >= $least_deals
               THEN quantile_cont(CAST(date_diff('day', first_seen, first_deal) AS DOUBLE), 0.5) END, $usual_cycle) AS DOUBLE) AS days,
           count(*) AS deals
    FROM known WHERE first_deal >= first_seen AND date_diff('day', first_deal, CAST($as_of AS DATE)) < $cycle_window
), leads AS (
    SELECT k.*, date_diff('day', k.first_seen, CAST($as_of AS DATE)) >= c.days AS is_ripe
    FROM known k, cycle c
    WHERE k.first_seen BETWEEN $first_day AND $last_day
)
