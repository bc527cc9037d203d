-- The deals of the as-of date and of the period: how many are open, won and lost in it, for how much money, after how many days.
WITH :known_deals:, filtered AS (
    SELECT *, coalesce(won_at, lost_at) AS ended_on FROM known_deals WHERE true:line_filter:
), ended AS (
    SELECT is_won, amount, date_diff('day', entered_on, ended_on) AS days, ended_on BETWEEN $first_day AND $last_day AS is_now
    FROM filtered WHERE is_won OR is_lost
)
SELECT (SELECT count(*) FROM filtered WHERE NOT is_won AND NOT is_lost) AS open,
       (SELECT CAST(coalesce(sum(amount), 0) AS DECIMAL(38, 4)) FROM filtered WHERE NOT is_won AND NOT is_lost) AS open_money,
       count(*) FILTER (is_now AND is_won) AS won, count(*) FILTER (is_now AND NOT is_won) AS lost,
       CAST(coalesce(sum(amount) FILTER (is_now AND is_won), 0) AS DECIMAL(38, 4)) AS won_money,
       count(amount) FILTER (is_now AND is_won) AS priced,
       avg(days) FILTER (is_now AND days >= 0) AS mean_cycle,
       quantile_cont(CAST(days AS DOUBLE), 0.5) FILTER (is_won AND days >= 0) AS usual_cycle
FROM ended
