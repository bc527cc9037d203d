-- One row per client, day, manager, region, channel. An order that nets to nothing, and an order with the return that
-- cancelled it (returned_orders), keep their money but make no purchase day and are not counted among the orders, as a
-- document of returns is not. Lines without an order number are one order a day.
CREATE TABLE client_day_new AS
WITH lines AS (
    SELECT p.client_id, l.day, coalesce(m.chosen, l.manager) AS manager, l.region, l.channel, l.amount, l.margin, l.quantity, l.order_no
    FROM sales_lines l JOIN parties p ON p.party_id = l.party_id
    LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = l.manager
), dead_orders AS (
    SELECT client_id, order_no FROM lines
    WHERE order_no IS NOT NULL AND client_id <> 0
      AND (client_id, order_no) IN (SELECT (client_id, order_no) FROM lines WHERE amount < 0 AND order_no IS NOT NULL)
    GROUP BY client_id, order_no HAVING sum(amount) <= 0.005
    UNION
    SELECT client_id, order_no FROM returned_orders
)
SELECT l.client_id, l.day, l.manager, l.region, l.channel,
       CAST(sum(l.amount) AS DECIMAL(18, 4)) AS net,
       CAST(coalesce(sum(l.amount) FILTER (WHERE d.client_id IS NULL), 0) AS DECIMAL(18, 4)) AS event_net,
       CAST(sum(l.margin) AS DECIMAL(18, 4)) AS margin,
       CAST(coalesce(sum(l.amount) FILTER (WHERE l.margin IS NOT NULL), 0) AS DECIMAL(18, 4)) AS margin_base,
       CAST(sum(l.quantity) AS DECIMAL(18, 4)) AS quantity,
       CAST(count(DISTINCT l.order_no) FILTER (WHERE l.amount > 0 AND d.client_id IS NULL)
            + CASE WHEN count(l.order_no) = 0 AND max(l.amount) > 0 THEN 1 ELSE 0 END AS INTEGER) AS orders,
       max(l.amount) AS largest_line
FROM lines l LEFT JOIN dead_orders d ON d.client_id = l.client_id AND d.order_no = l.order_no
GROUP BY l.client_id, l.day, l.manager, l.region, l.channel
ORDER BY l.client_id, l.day, l.manager, l.region, l.channel
