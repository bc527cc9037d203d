-- Clients one of whose spellings, tax numbers or codes holds every word that was typed. A spelling is searched by patterns
-- (one a word), numbers and codes by the words as they are and in both cases, which is ten times cheaper.
WITH found AS (
    SELECT client_id, name AS text FROM parties WHERE client_id <> 0 AND :all_words_in_name:
    UNION ALL SELECT client_id, name FROM given_names WHERE :all_words_in_name:
    UNION ALL SELECT client_id, tax_id FROM parties WHERE client_id <> 0 AND :all_words_in_tax_id:
    UNION ALL SELECT client_id, code FROM parties WHERE client_id <> 0 AND :all_words_in_code:
), matches AS (
    SELECT client_id, bool_or(:all_starts:) AS starts_word, min(text) AS matched FROM found GROUP BY client_id
), money AS (
    SELECT client_id, sum(net) AS revenue, sum(margin) AS margin FROM client_day
    WHERE day BETWEEN $first_day AND $last_day AND client_id IN (SELECT client_id FROM matches) GROUP BY client_id
), last_states AS (
    SELECT client_id, manager, day FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
)
SELECT f.client_id, c.client, coalesce(s.manager, '') AS manager, CAST(coalesce(m.revenue, 0) AS DECIMAL(18, 4)) AS revenue,
       CAST(m.margin AS DECIMAL(18, 4)) AS margin, c.tax_id, c.code, s.day AS last_purchase, f.matched, f.starts_word
FROM matches f
JOIN clients c ON c.client_id = f.client_id
LEFT JOIN money m ON m.client_id = f.client_id
LEFT JOIN last_states s ON s.client_id = f.client_id
ORDER BY f.starts_word DESC, coalesce(m.revenue, 0) DESC, f.client_id
LIMIT $limit_rows
