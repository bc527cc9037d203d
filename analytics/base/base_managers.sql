-- Whose companies the live entries are: of the manager who spoke to the company last or has the last deal with it, ''
-- where nobody has. Who sells now: managers of lately made purchases, and where there are no sales those who lately spoke
-- to somebody.
:base_entries:,
chosen AS (
    SELECT written, chosen FROM chosen_names WHERE kind = 'manager'
), met AS (
    SELECT client_key, day, manager FROM touches
    UNION ALL SELECT client_key, coalesce(created, stage_changed_at, won_at, lost_at), manager FROM deals
), last_met AS (
    SELECT m.client_key, m.day, coalesce(c.chosen, m.manager) AS manager,
           row_number() OVER (PARTITION BY m.client_key ORDER BY m.day DESC, coalesce(c.chosen, m.manager)) AS turn
    FROM met m LEFT JOIN chosen c ON c.written = m.manager
    WHERE m.day <= $as_of AND coalesce(m.manager, '') <> ''
), live AS (
    SELECT coalesce(l.manager, '') AS manager, count(*) AS entries,
           sum(CASE WHEN e.true_on IS NULL THEN 0.0 ELSE pow(1 - $decay, date_diff('day', e.true_on, $as_of) / 365.25) END) AS live
    FROM entries e LEFT JOIN last_met l ON l.client_key = e.client_key AND l.turn = 1
    WHERE e.standing = 'live' GROUP BY ALL
), sold AS (
    SELECT DISTINCT manager FROM client_day WHERE manager <> '' AND day > $since AND day <= $as_of
), selling AS (
    SELECT manager FROM sold
    UNION SELECT manager FROM last_met WHERE day > $since AND NOT EXISTS (FROM sold)
)
SELECT coalesce(s.manager, l.manager) AS manager, s.manager IS NOT NULL AS is_selling, coalesce(l.entries, 0) AS entries,
       coalesce(l.live, 0.0) AS live
FROM selling s FULL JOIN live l ON l.manager = s.manager
ORDER BY s.manager IS NULL, l.manager = '', coalesce(s.manager, l.manager)
