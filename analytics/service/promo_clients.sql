-- Who came for the goods and complained about the promotion, who bought while they lasted, and who of both bought again
-- within so many days after the promotion.
WITH refused AS (
    SELECT DISTINCT r.client_id FROM complaints m
    JOIN record_clients r ON r.client_key = m.client_key AND r.tax_id = m.tax_id
    WHERE m.kind = 'promotion' AND r.client_id IS NOT NULL AND m.day BETWEEN $promo_start AND $promo_end
), served AS (
    SELECT DISTINCT client_id FROM purchase_states
    WHERE day BETWEEN $promo_start AND $promo_until AND client_id NOT IN (SELECT client_id FROM refused)
), later AS (
    SELECT DISTINCT client_id FROM purchase_states
    WHERE day > $promo_end AND date_diff('day', $promo_end, day) <= $later_days AND day <= $as_of
)
SELECT 'refused' AS side, count(*) AS clients, count(l.client_id) AS again FROM refused f LEFT JOIN later l ON l.client_id = f.client_id
UNION ALL
SELECT 'served', count(*), count(l.client_id) FROM served f LEFT JOIN later l ON l.client_id = f.client_id
ORDER BY side
