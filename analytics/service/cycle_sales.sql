-- What the sales say of a window: clients won, clients who bought, their money; how many who bought in the year before
-- the window's end year bought again in that year; the last day of sales known.
WITH won AS (
    SELECT count(*) AS clients FROM purchase_states WHERE purchase_no = 1 AND day BETWEEN $first_day AND $last_day AND day <= $as_of
), bought AS (
    SELECT count(DISTINCT client_id) AS clients, CAST(coalesce(sum(net), 0) AS DECIMAL(38, 4)) AS net
    FROM client_day WHERE client_id <> 0 AND day BETWEEN $first_day AND $last_day AND day <= $as_of
), before AS (
    SELECT DISTINCT client_id FROM purchase_states WHERE day BETWEEN $before_first AND $before_last
), again AS (
    SELECT DISTINCT client_id FROM purchase_states WHERE day BETWEEN $year_first AND $last_day AND day <= $as_of
)
SELECT w.clients AS won, b.clients AS buyers, b.net,
       (SELECT count(*) FROM before) AS kept_of, (SELECT count(*) FROM before JOIN again USING (client_id)) AS kept,
       (SELECT max(day) FROM client_day WHERE day <= $as_of) AS measured_on
FROM won w CROSS JOIN bought b
