group_days AS (
    SELECT client_id, day, manager, region, channel, CAST(sum(amount) AS DECIMAL(18, 4)) AS net,
           CAST(sum(margin) AS DECIMAL(18, 4)) AS margin,
           CAST(coalesce(sum(CASE WHEN margin IS NOT NULL THEN amount END), 0) AS DECIMAL(18, 4)) AS margin_base,
           CAST(sum(quantity) AS DECIMAL(18, 4)) AS quantity,
           count(DISTINCT CASE WHEN amount > 0 THEN order_no END)
           + CASE WHEN count(order_no) = 0 AND max(amount) > 0 THEN 1 ELSE 0 END AS orders
    FROM sales
    WHERE day <= $as_of AND list_contains($product_groups, category):line_filter:
    GROUP BY client_id, day, manager, region, channel
), money AS (
    SELECT g.client_id, g.day, g.manager, g.region, g.channel, g.net,
           CASE WHEN p.client_id IS NULL THEN 0 ELSE g.net END AS event_net, g.margin, g.margin_base, g.quantity,
           CAST(CASE WHEN p.client_id IS NULL AND g.client_id <> 0 THEN 0 ELSE g.orders END AS INTEGER) AS orders
    FROM group_days g LEFT JOIN purchase_states p ON p.client_id = g.client_id AND p.day = g.day
)
