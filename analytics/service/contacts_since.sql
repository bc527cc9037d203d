-- The first contact with every client after a day, to see whether somebody called him.
SELECT r.client_id, t.day FROM touches t
JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
WHERE r.client_id IS NOT NULL AND t.day BETWEEN $first_day AND $as_of
GROUP BY r.client_id, t.day
ORDER BY r.client_id, t.day
