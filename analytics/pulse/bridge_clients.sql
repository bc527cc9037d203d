-- What every client brought in the two windows and what happened to him between them (first match from the top).
WITH :money:,
window_days AS (
    SELECT client_id, day, sum(:value:) AS value, sum(event_net) > 0 AND client_id <> 0 AS is_purchase
    FROM money
    WHERE day BETWEEN $first_before AND $last_before OR day BETWEEN $first_after AND $last_after
    GROUP BY client_id, day
), client_money AS (
    SELECT client_id,
           coalesce(sum(CASE WHEN day BETWEEN $first_before AND $last_before THEN value END), 0) AS before,
           coalesce(sum(CASE WHEN day BETWEEN $first_after AND $last_after THEN value END), 0) AS after,
           bool_or(is_purchase AND day BETWEEN $first_before AND $last_before) AS bought_before,
           bool_or(is_purchase AND day BETWEEN $first_after AND $last_after) AS bought_after
    FROM window_days GROUP BY client_id
), states_before AS (
    SELECT client_id, day + :threshold: <= $last_before AS is_lost
    FROM purchase_states WHERE day <= $last_before AND (next_day IS NULL OR next_day > $last_before)
), states_after AS (
    SELECT client_id, first_day, day >= $first_after AS bought, day + :threshold: <= $last_after AS is_lost
    FROM purchase_states WHERE day <= $last_after AND (next_day IS NULL OR next_day > $last_after)
), silences AS (
    SELECT client_id, manager, day, purchase_no, season_over_on, season_due_on, :rhythm: AS rhythm_days, :watch: AS watch_days, :threshold: AS threshold_days,
           CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days
    FROM purchase_states WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
), states_now AS (
    SELECT *, :status: AS status FROM silences
), moved AS (
    SELECT m.*, coalesce(c.client, '') AS client,
           CASE WHEN m.client_id = 0 THEN 'unidentified'
                WHEN least(a.first_day, c.since) > $last_before AND c.since IS NULL AND a.first_day < $warm_until THEN 'unknown'
                WHEN least(a.first_day, c.since) > $last_before THEN 'new'
                WHEN b.is_lost AND a.bought THEN 'returned'
                WHEN NOT a.bought AND a.is_lost THEN 'lost'
                WHEN NOT a.bought THEN 'paused'
                WHEN m.after >= m.before THEN 'growth'
                ELSE 'decline' END AS kind
    FROM client_money m
    LEFT JOIN states_before b ON b.client_id = m.client_id
    LEFT JOIN states_after a ON a.client_id = m.client_id
    LEFT JOIN clients c ON c.client_id = m.client_id
    WHERE m.before <> 0 OR m.after <> 0
)
SELECT m.client_id, m.client, coalesce(s.manager, '') AS manager, m.kind,
       CASE WHEN m.kind NOT IN ('growth', 'decline') THEN m.kind
            WHEN abs(m.after - m.before) <= $band * abs(m.before) THEN 'stable'
            WHEN m.after > m.before THEN 'up' ELSE 'down' END AS movement,
       CAST(m.before AS DECIMAL(38, 4)) AS before, CAST(m.after AS DECIMAL(38, 4)) AS after,
       CAST(m.after - m.before AS DECIMAL(38, 4)) AS change, m.bought_before, m.bought_after,
       s.status, s.day AS last_purchase, s.silent_days, s.rhythm_days
FROM moved m LEFT JOIN states_now s ON s.client_id = m.client_id
ORDER BY change, m.client_id
