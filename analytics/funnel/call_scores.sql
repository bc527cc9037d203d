-- Calls that were listened to, each with its points: of the checker's own list where he has one, else by the questions asked.
WITH checked AS (
    SELECT c.day, coalesce(m.chosen, c.manager, '') AS manager, coalesce(c.q_technical, 0) AS technical, coalesce(c.q_personal, 0) AS personal,
           coalesce(c.q_motive, 0) AS motive, coalesce(c.price_named, false) AS price_named, coalesce(c.meeting_set, false) AS meeting_set,
           CAST(c.score AS DOUBLE) AS own_score
    FROM call_checks c LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = c.manager
    WHERE c.day BETWEEN $since AND $last_day AND c.day <= $as_of
)
SELECT day, manager, technical, personal, motive, price_named, meeting_set,
       coalesce(own_score, least(technical, $full_technical) * $points_technical / $full_technical
           + least(personal, $full_personal) * $points_personal / $full_personal + least(motive, $full_motive) * $points_motive / $full_motive
           + CASE WHEN meeting_set THEN $points_meeting ELSE 0.0 END - CASE WHEN price_named THEN $points_price ELSE 0.0 END) AS score,
       technical < 0 OR personal < 0 OR motive < 0 AS is_wrong
FROM checked
WHERE true:line_filter:
ORDER BY day, manager, score, technical, personal, motive
