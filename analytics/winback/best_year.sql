-- What each client brought in his best twelve consecutive months. The sum of twelve months changes only where a month with
-- money comes in at the end or drops out at the beginning, so these windows alone are looked at.
month_money AS (
    SELECT client_id, year(day) * 12 + month(day) AS month_no, sum(net) AS net, sum(margin) AS margin
    FROM client_day WHERE day <= $as_of AND client_id <> 0 GROUP BY client_id, year(day) * 12 + month(day)
), year_windows AS (
    SELECT client_id, sum(net) OVER until_here AS net_until, sum(margin) OVER until_here AS margin_until,
           coalesce(sum(net) OVER after_here, 0) AS net_after, sum(margin) OVER after_here AS margin_after
    FROM month_money
    WINDOW until_here AS (PARTITION BY client_id ORDER BY month_no RANGE BETWEEN 11 PRECEDING AND CURRENT ROW),
           after_here AS (PARTITION BY client_id ORDER BY month_no RANGE BETWEEN 1 FOLLOWING AND 12 FOLLOWING)
), best_years AS (
    SELECT client_id, greatest(max(net_until), max(net_after), 0) AS best_revenue,
           CASE WHEN max(margin_until) IS NOT NULL THEN greatest(max(margin_until), max(coalesce(margin_after, 0)), 0) END AS best_margin
    FROM year_windows GROUP BY client_id
)
