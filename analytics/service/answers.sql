-- Answers of clients on the days of the period, each client's own by his number, else by his name; who stays unnamed is
-- a client by himself with every answer. newest: the last answer of the period; of one day, the worst.
WITH asked AS (
    SELECT s.day, s.kind, s.score, s.comment, r.client_id, coalesce(k.client, s.client, '') AS client,
           coalesce(nullif(s.manager, ''), h.manager, '') AS manager, coalesce(s.branch, '') AS branch,
           CASE WHEN r.client_id IS NOT NULL THEN 'c' || CAST(r.client_id AS VARCHAR)
                WHEN s.tax_id <> '' OR s.client_key <> '' THEN 'n' || s.tax_id || ' ' || s.client_key
                ELSE 'u' || CAST(row_number() OVER (ORDER BY s.day, s.score, s.comment, s.manager, s.branch) AS VARCHAR) END AS who,
           (year($last_day) * 12 + month($last_day) - year(s.day) * 12 - month(s.day)) // $quarter_months AS quarters_ago
    FROM surveys s
    LEFT JOIN record_clients r ON r.client_key = s.client_key AND r.tax_id = s.tax_id
    LEFT JOIN clients k ON k.client_id = r.client_id
    LEFT JOIN (
        SELECT client_id, manager FROM purchase_states
        WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of)
    ) h ON h.client_id = r.client_id
    WHERE s.day BETWEEN $first_day AND $last_day AND s.day <= $as_of
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY kind, who ORDER BY day DESC, score, comment, manager, branch) AS newest,
           row_number() OVER (PARTITION BY kind, who, quarters_ago ORDER BY day DESC, score, comment, manager, branch) AS newest_of_quarter
    FROM asked
)
