-- The last answer of every client in a window, and whether he was new in the year that ends with it.
:answers:
SELECT p.score, p.client_id, p.day, coalesce(f.first_day > $last_day - INTERVAL 365 DAYS, false) AS is_new
FROM placed p
LEFT JOIN (SELECT client_id, min(day) AS first_day FROM purchase_states GROUP BY client_id) f ON f.client_id = p.client_id
WHERE p.kind = 'NPS' AND p.newest = 1
