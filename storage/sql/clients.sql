-- The spelling shown is the one that somebody chose, else the one on most lines of the client whose number stayed; a
-- client without a name is called by his code, then by his tax id.
CREATE TABLE clients_new AS
WITH lines AS (
    SELECT party_id, count(*) AS lines FROM sales_lines GROUP BY party_id
), own AS (
    SELECT p.*, e.entity_id = p.client_id AS stayed, coalesce(l.lines, 0) AS lines
    FROM parties p
    JOIN party_entities e ON e.party_id = p.party_id
    LEFT JOIN lines l ON l.party_id = p.party_id
    WHERE p.client_id <> 0
), ranked AS (
    SELECT client_id, name,
           row_number() OVER (PARTITION BY client_id ORDER BY name = '', stayed DESC, lines DESC, name, party_id) AS place,
           max(CASE WHEN stayed THEN tax_id ELSE '' END) OVER (PARTITION BY client_id) AS own_tax_id,
           max(CASE WHEN stayed THEN code ELSE '' END) OVER (PARTITION BY client_id) AS own_code,
           max(tax_id) OVER (PARTITION BY client_id) AS any_tax_id, max(code) OVER (PARTITION BY client_id) AS any_code
    FROM own
), called AS (
    SELECT client_id, name, CASE WHEN own_tax_id <> '' THEN own_tax_id ELSE any_tax_id END AS tax_id,
           CASE WHEN own_code <> '' THEN own_code ELSE any_code END AS code
    FROM ranked WHERE place = 1
)
SELECT c.client_id,
       CASE WHEN n.name IS NOT NULL THEN n.name WHEN c.name <> '' THEN c.name WHEN c.code <> '' THEN c.code ELSE c.tax_id END AS client,
       c.tax_id, c.code, CAST(NULL AS DATE) AS since, CAST(NULL AS VARCHAR) AS segment, CAST(NULL AS VARCHAR) AS state
FROM called c LEFT JOIN given_names n ON n.client_id = c.client_id
ORDER BY c.client_id
