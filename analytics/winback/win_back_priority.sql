-- Who is lost, by class of money and steadiness, with the priority of the grid and what outweighs it.
WITH :money:,
:steadiness:, :lost_now:, company_days AS (
    SELECT day, sum(net) AS net FROM client_day WHERE day <= $as_of GROUP BY day
), company_years AS (
    SELECT day, sum(net) OVER (ORDER BY day RANGE BETWEEN INTERVAL 364 DAYS PRECEDING AND CURRENT ROW) AS company_12m FROM company_days
), period_money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM money
    WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day
    GROUP BY client_id
), classed AS (
    SELECT l.*, coalesce(l.value_margin, CASE WHEN $margin_share IS NULL THEN l.value ELSE CAST(CAST(l.value AS DOUBLE) * $margin_share AS DECIMAL(18, 4)) END) AS profit,
           CASE WHEN l.value <= 0 THEN 'C' WHEN $border_a IS NULL OR l.value >= $border_a THEN 'A'
                WHEN $border_b IS NOT NULL AND l.value >= $border_b THEN 'B' ELSE 'C' END AS abc_class,
           CASE WHEN l.purchase_no = 1 THEN 'n' ELSE coalesce(s.xyz_class, 'n') END AS xyz_class, s.cv,
           l.net_12m > $key_share * y.company_12m AND y.company_12m > 0 AS is_key
    FROM lost_now l
    LEFT JOIN steadiness s ON s.client_id = l.client_id
    LEFT JOIN company_years y ON y.day = l.day
), placed AS (
    SELECT *, list_extract($grid, CASE abc_class WHEN 'A' THEN 0 WHEN 'B' THEN 3 ELSE 6 END + CASE xyz_class WHEN 'X' THEN 1 WHEN 'Y' THEN 2 ELSE 3 END) AS grid_priority,
           CASE WHEN chosen_priority IS NOT NULL THEN 'chosen' WHEN is_gone THEN 'gone' WHEN value_margin < 0 THEN 'at_a_loss' WHEN is_key THEN 'key' ELSE 'grid' END AS decided_by
    FROM classed
), judged AS (
    SELECT *, CAST(CASE decided_by WHEN 'chosen' THEN chosen_priority WHEN 'gone' THEN 4 WHEN 'at_a_loss' THEN 4 WHEN 'key' THEN 1 ELSE grid_priority END AS INTEGER) AS priority,
           CAST(CAST(profit AS DOUBLE) * $p_return * $horizon AS DECIMAL(18, 4)) AS expected
    FROM placed
)
SELECT j.client_id, coalesce(c.client, '') AS client, j.manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, j.priority, j.decided_by, j.expected, j.value, j.value_margin, j.profit, j.abc_class,
       j.xyz_class, j.cv, CAST(j.grid_priority AS INTEGER) AS grid_priority, j.chosen_why, j.status, j.day AS last_purchase, j.lost_on, j.silent_days,
       j.elapsed_days, j.rhythm_days, j.threshold_days, j.basis, CAST(j.purchase_no AS INTEGER) AS purchases, j.region, j.channel,
       j.reason_group, j.reason, j.evidence, j.confirmed, j.reason_date, j.pause_until
FROM judged j
LEFT JOIN clients c ON c.client_id = j.client_id
LEFT JOIN period_money m ON m.client_id = j.client_id
ORDER BY j.priority, j.expected DESC, j.value DESC, j.client_id
