-- What attracting and what keeping cost within the period: contacts before the first purchase with what was spent on
-- channels, contacts after it; and how many first and repeated purchases stand against that.
WITH bought AS (
    SELECT client_id, min(day) AS first_bought FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), contacts AS (
    SELECT coalesce(t.cost, 0) AS cost, b.first_bought IS NOT NULL AND b.first_bought < t.day AS after
    FROM touches t
    LEFT JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    LEFT JOIN bought b ON b.client_id = r.client_id
    WHERE t.day BETWEEN $first_day AND $last_day AND t.day <= $as_of
), days AS (
    SELECT s.day, b.first_bought FROM purchase_states s JOIN bought b ON b.client_id = s.client_id
    WHERE s.day BETWEEN $first_day AND $last_day AND s.day <= $as_of
), told AS (
    SELECT coalesce(sum(CASE WHEN after THEN 0 ELSE cost END), 0) AS before_cost, coalesce(sum(CASE WHEN after THEN cost ELSE 0 END), 0) AS after_cost
    FROM contacts
), channels AS (
    SELECT coalesce(sum(amount), 0) AS spent FROM spend WHERE month BETWEEN $first_month AND $last_day AND month <= $as_of
)
SELECT CAST(t.before_cost + c.spent AS DECIMAL(18, 4)) AS first_cost, CAST(t.after_cost AS DECIMAL(18, 4)) AS repeat_cost,
       (SELECT count(*) FROM days WHERE day = first_bought) AS first_deals,
       (SELECT count(*) FROM days WHERE day > first_bought) AS repeat_deals
FROM told t, channels c
