-- Losses and returns by month over the whole history, in one pass over purchase_states. A row is a spell: it begins with
-- a purchase and ends with the next one. Spells are counted by the months of their purchase, loss and return first; what
-- stands at the end of each month is then the running sum of what began and ended. A spell is of the seller of its
-- purchase, a return of whoever sold then; sellers are numbers here, which are counted by faster than names, and of the
-- company all are one. Every step sums only what it changes: together they are many more rows than the spells' months.
-- With whom a pause is agreed that is not over on the as-of date is not lost: his last spell is taken back from the losses.
WITH :agreed_pauses:, spells AS (
    SELECT day, CASE WHEN next_day <= $as_of THEN next_day END AS next_day, day + :threshold: AS gone_on,
           first_day, purchase_no, basis, rhythm_days, net_12m, :seller: AS seller, :next_seller: AS next_seller
    FROM purchase_states
    WHERE purchase_no >= 2 AND day <= $as_of:client_filter:
), judged AS (
    SELECT *, gone_on <= $as_of AND (next_day IS NULL OR gone_on <= next_day) AS is_lost FROM spells
), all_dated AS (
    SELECT seller, year(day) * 12 + month(day) AS bought, year(next_day) * 12 + month(next_day) AS back,
           CASE WHEN is_lost THEN year(gone_on) * 12 + month(gone_on) END AS gone, CASE WHEN is_lost AND next_day IS NOT NULL THEN next_seller END AS back_to,
           count(*) AS clients, sum(CASE WHEN is_lost THEN :year_value: END) AS money
    FROM judged
    GROUP BY seller, bought, back, gone, back_to
), paused AS (
    SELECT :seller: AS seller, year(day) * 12 + month(day) AS bought, year(day + :threshold:) * 12 + month(day + :threshold:) AS gone, :year_value: AS money
    FROM purchase_states
    WHERE client_id IN (SELECT client_id FROM agreed_pauses) AND purchase_no >= 2 AND day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
      AND day + :threshold: <= $as_of:client_filter:
), dated AS (
    SELECT seller, bought, back, gone, back_to, clients, money FROM all_dated
    UNION ALL SELECT seller, bought, NULL, gone, NULL, -1, -money FROM paused
    UNION ALL SELECT seller, bought, NULL, NULL, NULL, 1, NULL FROM paused
), steps AS (
    SELECT seller, bought AS month_no, sum(clients) AS living, sum(clients) AS year_clients, 0 AS year_lost, 0 AS year_money, 0 AS lost, 0 AS lost_money, 0 AS returned, 0 AS returned_money
    FROM dated GROUP BY seller, bought
    UNION ALL
    SELECT seller, least(coalesce(gone, back), coalesce(back, gone)) AS month_no, -sum(clients), 0, 0, 0, 0, 0, 0, 0
    FROM dated WHERE gone IS NOT NULL OR back IS NOT NULL GROUP BY seller, month_no
    UNION ALL
    SELECT seller, gone, 0, 0, sum(clients), sum(money), sum(clients), sum(money), 0, 0
    FROM dated WHERE gone IS NOT NULL GROUP BY seller, gone
    UNION ALL
    -- A client stays in the year's count until he buys again (the next spell counts him) or the loss is a year old.
    SELECT seller, least(coalesce(gone + 12, back), coalesce(back, gone + 12)) AS month_no, 0, -sum(clients),
           -sum(CASE WHEN gone IS NULL THEN 0 ELSE clients END), -sum(CASE WHEN gone IS NULL THEN 0 ELSE money END), 0, 0, 0, 0
    FROM dated WHERE gone IS NOT NULL OR back IS NOT NULL GROUP BY seller, month_no
    UNION ALL
    SELECT back_to, back, 0, 0, 0, 0, 0, 0, sum(clients), sum(money) FROM dated WHERE back_to IS NOT NULL GROUP BY back_to, back
), changes AS (
    SELECT seller, month_no, sum(living) AS living, sum(year_clients) AS year_clients, sum(year_lost) AS year_lost, sum(year_money) AS year_money,
           sum(lost) AS lost, sum(lost_money) AS lost_money, sum(returned) AS returned, sum(returned_money) AS returned_money
    FROM steps GROUP BY seller, month_no
), months AS (
    SELECT s.seller, n.month_no
    FROM (:sellers:) s CROSS JOIN (SELECT unnest(generate_series($first_month, $last_month)) AS month_no) n
)
SELECT CAST(m.seller AS INTEGER) AS seller, CAST(m.month_no AS INTEGER) AS month_no, CAST(coalesce(lost, 0) AS BIGINT) AS lost, CAST(coalesce(returned, 0) AS BIGINT) AS returned,
       CAST(sum(coalesce(living, 0)) OVER so_far AS BIGINT) AS clients, CAST(coalesce(lost_money, 0) AS DECIMAL(38, 4)) AS lost_money,
       CAST(coalesce(returned_money, 0) AS DECIMAL(38, 4)) AS returned_money, CAST(sum(coalesce(year_clients, 0)) OVER so_far AS BIGINT) AS year_clients,
       CAST(sum(coalesce(year_lost, 0)) OVER so_far AS BIGINT) AS year_lost, CAST(sum(coalesce(year_money, 0)) OVER so_far AS DECIMAL(38, 4)) AS year_money
FROM months m LEFT JOIN changes c ON c.seller = m.seller AND c.month_no = m.month_no
WINDOW so_far AS (PARTITION BY m.seller ORDER BY m.month_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY m.seller, m.month_no
