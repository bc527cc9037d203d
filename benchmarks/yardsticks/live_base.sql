WITH names AS (
    SELECT count(DISTINCT client) AS declared, count(DISTINCT lower(trim(client))) AS clients FROM lines WHERE date <= $as_of
)
SELECT 'declared' AS step, declared AS clients, declared AS remaining FROM names
UNION ALL SELECT 'entities', 0, declared FROM names
UNION ALL SELECT 'duplicates', clients - declared, clients FROM names
UNION ALL SELECT gone, 0, clients FROM names, (VALUES ('closed'), ('moved'), ('refused')) g(gone)
UNION ALL SELECT 'live', clients, clients FROM names
