-- What the pay of a month is computed from, by employee: what is written down, and what the sales know where nobody wrote.
-- Sales without a client's name are somebody's work too; a client is new in the month of his first purchase day.
WITH sold AS (
    SELECT manager AS employee, CAST(date_trunc('month', day) AS DATE) AS period, sum(net) AS revenue, sum(margin) AS margin
    FROM client_day WHERE day BETWEEN $first_day AND $last_day AND manager <> ''
    GROUP BY manager, CAST(date_trunc('month', day) AS DATE)
), won AS (
    SELECT manager AS employee, CAST(date_trunc('month', day) AS DATE) AS period, count(*) AS clients
    FROM purchase_states WHERE purchase_no = 1 AND day BETWEEN $first_day AND $last_day AND manager <> ''
    GROUP BY manager, CAST(date_trunc('month', day) AS DATE)
), counted AS (
    SELECT employee, period, 'revenue' AS input, CAST(revenue AS DECIMAL(38, 4)) AS value FROM sold
    UNION ALL
    SELECT employee, period, 'margin', CAST(margin AS DECIMAL(38, 4)) FROM sold WHERE margin IS NOT NULL
    UNION ALL
    SELECT s.employee, s.period, 'new_clients', CAST(coalesce(w.clients, 0) AS DECIMAL(38, 4))
    FROM sold s LEFT JOIN won w ON w.employee = s.employee AND w.period = s.period
), written AS (
    SELECT employee, period, input, CAST(sum(value) AS DECIMAL(38, 4)) AS value
    FROM pay_inputs WHERE period BETWEEN $first_day AND $last_day
    GROUP BY employee, period, input
)
SELECT coalesce(w.employee, c.employee) AS employee, coalesce(w.period, c.period) AS period,
       coalesce(w.input, c.input) AS input, coalesce(w.value, c.value) AS value, w.value IS NOT NULL AS is_written
FROM counted c
FULL JOIN written w ON w.employee = c.employee AND w.period = c.period AND w.input = c.input
ORDER BY period, employee, input
