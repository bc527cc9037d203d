-- The way of every company through the stages, and every stay in a stage. Two stages on one day: where the second begins
-- with the first they are two steps, otherwise the later record wins. After a request or a refusal a new way begins.
moves AS (
    SELECT CASE WHEN $of = 'deals' THEN deal_id ELSE lower(trim(company)) END AS who, trim(coalesce(company, deal_id)) AS name,
           trim(to_stage) AS stage, trim(from_stage) AS from_stage, moved_on, import_id, cost
    FROM stage_log
    WHERE moved_on <= $as_of AND CASE WHEN $of = 'deals' THEN deal_id IS NOT NULL ELSE deal_id IS NULL AND company IS NOT NULL END
), linked AS (
    SELECT m.*, e.stage IS NOT NULL AS is_second, min(m.moved_on) OVER (PARTITION BY m.who) AS begun
    FROM moves m LEFT JOIN (SELECT DISTINCT who, moved_on, stage FROM moves) e
        ON e.who = m.who AND e.moved_on = m.moved_on AND e.stage = m.from_stage AND e.stage <> m.stage
), placed AS (
    SELECT *, coalesce(lead(moved_on) OVER w = moved_on AND lead(from_stage) OVER w IS DISTINCT FROM stage, false) AS is_beaten
    FROM linked WHERE begun >= $since
    WINDOW w AS (PARTITION BY who ORDER BY moved_on, is_second, import_id, stage, cost NULLS FIRST)
), steps AS (
    SELECT who, name, stage, moved_on, cost, is_end, row_number() OVER w AS step_no,
           coalesce(sum(CAST(is_end AS INTEGER)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS way
    FROM (SELECT *, list_contains($requests, stage) OR list_contains($refusals, stage) AS is_end FROM placed WHERE NOT is_beaten) kept
    WINDOW w AS (PARTITION BY who ORDER BY moved_on, is_second, import_id, stage, cost NULLS FIRST)
), stays AS (
    SELECT *, lead(stage) OVER w AS next_stage, lead(moved_on) OVER w AS left_on,
           row_number() OVER w AS place
    FROM steps
    WINDOW w AS (PARTITION BY who, way ORDER BY step_no)
), talks AS (
    SELECT s.who, s.step_no, count(*) AS touches, sum(t.cost) AS cost
    FROM stays s JOIN touches t ON lower(trim(t.client)) = s.who
    WHERE t.day <= $as_of AND t.day >= s.moved_on AND (s.left_on IS NULL OR t.day < s.left_on)
    GROUP BY s.who, s.step_no
), visits AS (
    SELECT s.*, coalesce(t.touches, 0) AS touches, coalesce(s.cost, t.cost) AS full_cost
    FROM stays s LEFT JOIN talks t ON t.who = s.who AND t.step_no = s.step_no
)
