-- What was sold in each window ($starts and $ends, in step): by the whole company (name ''), by manager, by product or
-- group. Clients are those who bought; a new one belongs to the manager of his first purchase.
WITH windows AS (
    SELECT unnest($starts) AS first_day, unnest($ends) AS last_day
), sold AS (
    SELECT w.first_day, w.last_day, d.manager, d.client_id, d.net, d.margin, d.orders, d.event_net
    FROM windows w JOIN client_day d ON d.day BETWEEN w.first_day AND w.last_day AND d.day <= $as_of
), first_purchases AS (
    SELECT w.first_day, w.last_day, p.manager, p.client_id
    FROM windows w JOIN purchase_states p ON p.purchase_no = 1 AND p.day BETWEEN w.first_day AND w.last_day AND p.day <= $as_of
), talks AS (
    SELECT w.first_day, w.last_day, coalesce(n.manager, t.manager) AS manager, t.kind
    FROM windows w
    JOIN touches t ON t.day BETWEEN w.first_day AND w.last_day AND t.day <= $as_of
    LEFT JOIN (SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager') n ON n.written = t.manager
), lines AS (
    SELECT w.first_day, w.last_day, s.product, s.category, s.client_id, s.amount, s.margin
    FROM windows w JOIN sales s ON s.day BETWEEN w.first_day AND w.last_day AND s.day <= $as_of
    WHERE list_contains($products, s.product) OR list_contains($products, s.category)
)
SELECT 'company' AS level, '' AS name, first_day, last_day, CAST(sum(net) AS DECIMAL(18, 4)) AS revenue,
       CAST(sum(margin) AS DECIMAL(18, 4)) AS margin, CAST(sum(orders) AS BIGINT) AS orders,
       count(DISTINCT CASE WHEN event_net > 0 AND client_id <> 0 THEN client_id END) AS clients,
       CAST(NULL AS BIGINT) AS new_clients, CAST(NULL AS BIGINT) AS calls, CAST(NULL AS BIGINT) AS meetings
FROM sold GROUP BY first_day, last_day
UNION ALL
SELECT 'manager', manager, first_day, last_day, CAST(sum(net) AS DECIMAL(18, 4)), CAST(sum(margin) AS DECIMAL(18, 4)),
       CAST(sum(orders) AS BIGINT), count(DISTINCT CASE WHEN event_net > 0 AND client_id <> 0 THEN client_id END), NULL, NULL, NULL
FROM sold GROUP BY manager, first_day, last_day
UNION ALL
SELECT 'company', '', first_day, last_day, NULL, NULL, NULL, NULL, count(*), NULL, NULL
FROM first_purchases GROUP BY first_day, last_day
UNION ALL
SELECT 'manager', manager, first_day, last_day, NULL, NULL, NULL, NULL, count(*), NULL, NULL
FROM first_purchases GROUP BY manager, first_day, last_day
UNION ALL
SELECT 'company', '', first_day, last_day, NULL, NULL, NULL, NULL, NULL, count(CASE WHEN kind = 'call' THEN 1 END),
       count(CASE WHEN kind IN ('meeting', 'visit') THEN 1 END)
FROM talks GROUP BY first_day, last_day
UNION ALL
SELECT 'manager', manager, first_day, last_day, NULL, NULL, NULL, NULL, NULL, count(CASE WHEN kind = 'call' THEN 1 END),
       count(CASE WHEN kind IN ('meeting', 'visit') THEN 1 END)
FROM talks GROUP BY manager, first_day, last_day
UNION ALL
SELECT 'product', CASE WHEN list_contains($products, product) THEN product ELSE category END AS name, first_day, last_day,
       CAST(sum(amount) AS DECIMAL(18, 4)), CAST(sum(margin) AS DECIMAL(18, 4)), NULL,
       count(DISTINCT CASE WHEN amount > 0 AND client_id <> 0 THEN client_id END), NULL, NULL, NULL
FROM lines GROUP BY name, first_day, last_day
ORDER BY 1, 2, 3, 4
