-- The spelling shown is the one on most lines; a client without a name is called by his code, then by his tax id.
CREATE TABLE clients_new AS
WITH lines AS (
    SELECT party_id, count(*) AS lines FROM sales_lines GROUP BY party_id
), ranked AS (
    SELECT p.client_id, p.name, p.tax_id, p.code,
           row_number() OVER (PARTITION BY p.client_id ORDER BY p.name = '', coalesce(l.lines, 0) DESC, p.name, p.party_id) AS place,
           max(p.tax_id) OVER (PARTITION BY p.client_id) AS any_tax_id,
           max(p.code) OVER (PARTITION BY p.client_id) AS any_code
    FROM parties p LEFT JOIN lines l ON l.party_id = p.party_id
    WHERE p.client_id <> 0
)
SELECT client_id, CASE WHEN name <> '' THEN name WHEN any_code <> '' THEN any_code ELSE any_tax_id END AS client,
       any_tax_id AS tax_id, any_code AS code,
       CAST(NULL AS DATE) AS since, CAST(NULL AS VARCHAR) AS segment, CAST(NULL AS VARCHAR) AS state
FROM ranked WHERE place = 1
ORDER BY client_id
