-- Every question to a colleague up to the date with the working hours from asking to the answer, or to the end of the day
-- of the date where none is known yet. An answer after the date is not known. Minutes of work before a moment are counted
-- from a Monday: whole weeks, whole days, the part of the day within its hours. One that was asked again keeps its first time.
WITH names AS (
    SELECT written, chosen AS manager FROM chosen_names WHERE kind = 'manager'
), asked AS (
    SELECT min(r.asked_at) AS asked_at, coalesce(b.manager, r.asked_by) AS asked_by, coalesce(o.manager, r.asked_of) AS asked_of,
           coalesce(r.kind, '') AS kind, coalesce(r.deal_id, '') AS deal_id,
           CASE WHEN r.answered_at < CAST($as_of AS TIMESTAMP) + INTERVAL 1 DAY THEN r.answered_at END AS answered_at
    FROM requests_internal r
    LEFT JOIN names b ON b.written = r.asked_by
    LEFT JOIN names o ON o.written = r.asked_of
    WHERE r.asked_at < CAST($as_of AS TIMESTAMP) + INTERVAL 1 DAY
    GROUP BY 2, 3, 4, 5, 6, CASE WHEN coalesce(r.deal_id, '') = '' OR r.answered_at IS NULL THEN r.asked_at END
), ends AS (
    SELECT *, coalesce(answered_at, CAST($as_of AS TIMESTAMP) + INTERVAL 1 DAY) AS ends_at FROM asked
), parts AS (
    SELECT *, date_diff('day', DATE '1970-01-05', CAST(asked_at AS DATE)) AS asked_days,
           date_diff('minute', date_trunc('day', asked_at), asked_at) AS asked_minutes,
           date_diff('day', DATE '1970-01-05', CAST(ends_at AS DATE)) AS ends_days,
           date_diff('minute', date_trunc('day', ends_at), ends_at) AS ends_minutes
    FROM ends
), work AS (
    SELECT *,
        (asked_days // 7) * $week_days * $day_minutes + least(asked_days % 7, $week_days) * $day_minutes
        + CASE WHEN asked_days % 7 < $week_days THEN greatest(0, least($day_minutes, asked_minutes - $opens)) ELSE 0 END AS asked_work,
        (ends_days // 7) * $week_days * $day_minutes + least(ends_days % 7, $week_days) * $day_minutes
        + CASE WHEN ends_days % 7 < $week_days THEN greatest(0, least($day_minutes, ends_minutes - $opens)) ELSE 0 END AS ends_work
    FROM parts
)
SELECT asked_at, asked_by, asked_of, kind, deal_id, answered_at, CAST(ends_work - asked_work AS DOUBLE) / 60 AS hours
FROM work
ORDER BY asked_of, asked_at, asked_by, deal_id
