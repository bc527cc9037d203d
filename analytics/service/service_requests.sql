-- Requests of the period; an answer after the date is not known yet.
SELECT asked_at, way, CASE WHEN CAST(answered_at AS DATE) <= $as_of THEN answered_at END AS answered_at, missed,
       coalesce(n.chosen, r.manager, '') AS manager, campaign
FROM service_requests r
LEFT JOIN chosen_names n ON n.kind = 'manager' AND n.written = r.manager
WHERE CAST(asked_at AS DATE) BETWEEN $first_day AND $last_day AND CAST(asked_at AS DATE) <= $as_of
ORDER BY asked_at, way, manager, answered_at
