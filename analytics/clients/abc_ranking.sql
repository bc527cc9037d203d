-- Classes within each span, from `named` (span, client_id, client, value). The client who crosses a border belongs to the
-- upper class. Equal money (to 0.01) has equal class: all of a tie are judged where its first one stands (mark).
sums AS (
    SELECT *, row_number() OVER by_value AS rank, sum(value) OVER by_value AS running, round(value, 2) AS cents,
           lag(round(value, 2)) OVER by_value AS cents_above, sum(greatest(value, 0)) OVER (PARTITION BY span) AS total
    FROM named
    WINDOW by_value AS (PARTITION BY span ORDER BY value DESC, client, client_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), shares AS (
    SELECT *, CASE WHEN value > 0 THEN value / total END AS share, CASE WHEN value > 0 THEN (running - value) / total END AS before_share
    FROM sums
), marks AS (
    -- In the strict variant the end of the client's own money must lie within the limit.
    SELECT *, max(CASE WHEN cents_above IS NULL OR cents < cents_above THEN before_share + CASE WHEN $strict THEN share - 2e-9 ELSE 0 END END)
                  OVER (PARTITION BY span ORDER BY rank ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS mark
    FROM shares
), classes AS (
    SELECT *, CASE WHEN value <= 0 THEN 'N' WHEN mark < $limit_a - 1e-9 THEN 'A' WHEN mark < $limit_b - 1e-9 THEN 'B' ELSE 'C' END AS abc_class
    FROM marks
)
