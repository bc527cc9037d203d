-- Shared by the bridge, the names behind it and the agenda: what every client brought in two windows and what happened to him.
money AS (
    SELECT client, coalesce(sum(amount) FILTER (date <= $last_before), 0) AS before,
           coalesce(sum(amount) FILTER (date >= $first_after), 0) AS after
    FROM lines WHERE date BETWEEN $first_before AND $last_before OR date BETWEEN $first_after AND $last_after
    GROUP BY client
), moves AS (
    SELECT m.*, CASE WHEN a.first_day > $last_before THEN 'new'
                WHEN b.day + b.threshold_days <= $last_before AND a.day >= $first_after THEN 'returned'
                WHEN a.day < $first_after AND a.day + a.threshold_days <= $last_after THEN 'lost'
                WHEN a.day < $first_after THEN 'paused' WHEN m.after >= m.before THEN 'growth' ELSE 'decline' END AS kind,
           n.status, n.day AS last_purchase, n.silent_days, n.rhythm_days
    FROM money m
    LEFT JOIN states b ON b.client = m.client AND b.asked_day = $last_before
    LEFT JOIN states a ON a.client = m.client AND a.asked_day = $last_after
    LEFT JOIN states n ON n.client = m.client AND n.asked_day = $as_of
    WHERE m.before <> 0 OR m.after <> 0
), named AS (
    SELECT *, after - before AS change,
           CASE WHEN kind NOT IN ('growth', 'decline') THEN kind WHEN abs(after - before) <= 0.3 * abs(before) THEN 'stable'
                WHEN after > before THEN 'up' ELSE 'down' END AS movement
    FROM moves
)
