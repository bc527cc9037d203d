-- How long every client was with us: from his first purchase to his first loss, or to the as-of date while he is not lost.
-- Who was buying already when the data begin is left out: his beginning is not known.
WITH spells AS (
    SELECT client_id, day, next_day, first_day, purchase_no, basis, rhythm_days, net_12m, day + :threshold: AS lost_on, manager, region, channel
    FROM purchase_states
    WHERE day <= $as_of
), lives AS (
    SELECT client_id, min(first_day) AS first_day, max(purchase_no) AS purchases,
           min(CASE WHEN (purchase_no > 1 OR $one_offs) AND lost_on <= $as_of AND (next_day IS NULL OR next_day > $as_of OR lost_on <= next_day) THEN lost_on END) AS lost_on
    FROM spells
    GROUP BY client_id
), last_spells AS (
    SELECT client_id, manager, region, channel, :year_value: AS value
    FROM spells WHERE next_day IS NULL OR next_day > $as_of
), chosen AS (
    SELECT client_id FROM last_spells WHERE true:client_filter:
), named AS (
    SELECT 'end' AS span, s.client_id, '' AS client, s.value
    FROM last_spells s JOIN lives l ON l.client_id = s.client_id WHERE l.purchases > 1 OR $one_offs
), :abc_ranking:, first_lines AS (
    SELECT s.client_id, s.category, s.product,
           row_number() OVER (PARTITION BY s.client_id ORDER BY s.amount DESC, s.product, s.category) AS place
    FROM sales s JOIN lives l ON l.client_id = s.client_id AND s.day = l.first_day
    WHERE $with_products
), first_states AS (
    SELECT client_id, manager AS first_manager, channel AS first_channel FROM spells WHERE purchase_no = 1
)
SELECT l.client_id, CAST(date_diff('day', l.first_day, coalesce(l.lost_on, $as_of)) AS INTEGER) AS days, l.lost_on IS NOT NULL AS is_lost,
       l.first_day < $warm_until AS is_early, coalesce(k.abc_class, '') AS abc_class, f.first_manager AS manager, f.first_channel AS channel,
       CAST(year(l.first_day) AS VARCHAR) AS joined, coalesce(nullif(p.category, ''), p.product, '') AS first_product
FROM lives l
JOIN chosen c ON c.client_id = l.client_id
JOIN first_states f ON f.client_id = l.client_id
LEFT JOIN classes k ON k.client_id = l.client_id
LEFT JOIN first_lines p ON p.client_id = l.client_id AND p.place = 1
WHERE l.purchases > 1 OR $one_offs
ORDER BY l.client_id
