-- Orders that may be the two halves of a full return: same client, opposite amounts. Only these leave the database.
WITH orders AS (
    SELECT p.client_id, l.order_no, min(l.day) AS day, sum(l.amount) AS net
    FROM sales_lines l JOIN parties p ON p.party_id = l.party_id
    WHERE l.order_no IS NOT NULL AND p.client_id <> 0
    GROUP BY p.client_id, l.order_no
    HAVING abs(sum(l.amount)) > 0.005
), returned AS (
    SELECT DISTINCT client_id, -net AS net FROM orders WHERE net < 0
)
SELECT o.client_id, o.order_no, o.day, o.net
FROM orders o JOIN returned r ON r.client_id = o.client_id AND r.net = abs(o.net)
