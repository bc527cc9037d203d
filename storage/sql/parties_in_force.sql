-- Spellings of lines in force with the first and the last day of their lines.
SELECT p.party_id, p.tax_id, p.code, p.name_key, l.first_day, l.last_day
FROM parties p
JOIN (SELECT party_id, min(day) AS first_day, max(day) AS last_day FROM sales_lines GROUP BY party_id) l ON l.party_id = p.party_id
ORDER BY p.party_id
