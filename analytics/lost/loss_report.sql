-- Who was a client in the period, who of them is lost at its end, who came back in it: by group of clients and in all.
WITH :clients_at_end:, came_back AS (
    -- Whoever sold at the return brought him back; the other groups are the client's own.
    SELECT s.client_id, p.manager, p.region, p.channel, s.value
    FROM (
        SELECT client_id, next_day, :year_value: AS value FROM timed_spells
        WHERE next_day > $since AND next_day <= $until AND lost_on <= next_day AND (purchase_no > 1 OR $one_offs)
    ) s JOIN (
        SELECT client_id, day, manager, region, channel FROM purchase_states
        WHERE day > $since AND day <= $until:client_filter:
    ) p ON p.client_id = s.client_id AND p.day = s.next_day
), returned AS (
    SELECT b.client_id, b.manager, b.region, b.channel, b.value, coalesce(k.abc_class, '') AS abc_class,
           coalesce(k.product_group, '') AS product_group, coalesce(k.reason, '') AS reason
    FROM came_back b LEFT JOIN known k ON k.client_id = b.client_id
), counted AS (
    SELECT :group: AS name, CAST(purchase_no > 1 OR $one_offs AS INTEGER) AS clients, CAST(is_lost AND (purchase_no > 1 OR $one_offs) AS INTEGER) AS lost,
           CASE WHEN is_lost AND (purchase_no > 1 OR $one_offs) THEN value ELSE 0 END AS money,
           CASE WHEN is_lost AND (purchase_no > 1 OR $one_offs) THEN margin END AS margin,
           CAST(is_lost AND basis = 'fallback' AND (purchase_no > 1 OR $one_offs) AS INTEGER) AS lost_by_others,
           CAST(purchase_no = 1 AS INTEGER) AS one_offs, CAST(purchase_no = 1 AND is_lost AS INTEGER) AS one_offs_gone,
           0 AS returned, 0 AS returned_money
    FROM known WHERE was_client
    UNION ALL
    SELECT :group:, 0, 0, 0, NULL, 0, 0, 0, 1, value FROM returned
)
SELECT name, grouping(name) = 1 AS is_company, CAST(sum(clients) AS BIGINT) AS clients, CAST(sum(lost) AS BIGINT) AS lost,
       CAST(sum(money) AS DECIMAL(38, 4)) AS money, CAST(sum(margin) AS DECIMAL(38, 4)) AS margin, CAST(sum(returned) AS BIGINT) AS returned,
       CAST(sum(returned_money) AS DECIMAL(38, 4)) AS returned_money, CAST(sum(one_offs) AS BIGINT) AS one_offs,
       CAST(sum(one_offs_gone) AS BIGINT) AS one_offs_gone, CAST(sum(lost_by_others) AS BIGINT) AS lost_by_others
FROM counted
GROUP BY GROUPING SETS ((name), ())
ORDER BY is_company, name
