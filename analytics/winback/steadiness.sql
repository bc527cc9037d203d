-- How evenly every client buys: his money by months, quarters, half-years or years, whichever is as long as his usual
-- interval, from his first purchase to the day on which he was lost. Times without a purchase are zeros. The first and the
-- last of these buckets are left out where he lived through a part of them only and five others remain; at most the last
-- twelve count. A bucket has the number of its first month divided by its length; months are counted from the year 0.
lives AS (
    SELECT client_id, day, first_day, manager, :rhythm: AS rhythm_days, :threshold: AS threshold_days,
           CAST(day + :threshold: AS DATE) AS gone_on, year(first_day) * 12 + month(first_day) - 1 AS first_month
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of):client_filter:
), sized AS (
    SELECT *, year(gone_on) * 12 + month(gone_on) - 1 AS gone_month,
           year(gone_on + INTERVAL 1 DAY) * 12 + month(gone_on + INTERVAL 1 DAY) - 1 AS month_after,
           CASE WHEN rhythm_days <= 45 THEN 1 WHEN rhythm_days <= 135 THEN 3 WHEN rhythm_days <= 270 THEN 6 ELSE 12 END AS bucket_months
    FROM lives
), ended AS (
    SELECT *, CAST(floor(first_month / CAST(bucket_months AS DOUBLE)) AS INTEGER) AS first_bucket,
           CAST(floor(gone_month / CAST(bucket_months AS DOUBLE)) AS INTEGER) AS gone_bucket,
           CAST(floor(month_after / CAST(bucket_months AS DOUBLE)) AS INTEGER) AS bucket_after,
           CAST(floor(($complete_month + 1) / CAST(bucket_months AS DOUBLE)) AS INTEGER) - 1 AS known_bucket
    FROM sized
), cut AS (
    SELECT *, least(gone_bucket, known_bucket) AS last_bucket,
           CASE WHEN first_month > first_bucket * bucket_months OR day(first_day) > 1 THEN 1 ELSE 0 END AS first_cut,
           CASE WHEN gone_bucket <= known_bucket AND bucket_after = gone_bucket THEN 1 ELSE 0 END AS last_cut
    FROM ended
), spans AS (
    SELECT *, CASE WHEN whole THEN last_bucket - last_cut ELSE last_bucket END AS high,
           greatest(CASE WHEN whole THEN first_bucket + first_cut ELSE first_bucket END,
                    CASE WHEN whole THEN last_bucket - last_cut ELSE last_bucket END - $most_buckets + 1) AS low
    FROM (SELECT *, last_bucket - last_cut - first_bucket - first_cut + 1 >= $least_whole AS whole FROM cut) AS judged
), client_days AS (
    SELECT s.client_id, d.day, CAST(floor((year(d.day) * 12 + month(d.day) - 1) / CAST(s.bucket_months AS DOUBLE)) AS INTEGER) AS bucket, sum(d.net) AS net
    FROM client_day d JOIN spans s ON s.client_id = d.client_id
    WHERE d.day <= $as_of
    GROUP BY s.client_id, d.day, s.bucket_months
), buckets AS (
    SELECT d.client_id, d.bucket, sum(d.net) AS net, max(d.net) AS largest_day
    FROM client_days d JOIN spans s ON s.client_id = d.client_id
    WHERE d.bucket BETWEEN s.low AND s.high
    GROUP BY d.client_id, d.bucket
), shapes AS (
    SELECT client_id, sum(net) AS total, sum(CAST(net AS DOUBLE) * CAST(net AS DOUBLE)) AS squares, max(largest_day) AS largest,
           CAST(arg_max(net, row(largest_day, -bucket)) AS DOUBLE) AS around_largest, bool_or(net < 0) AS has_refunds
    FROM buckets
    GROUP BY client_id
), counted AS (
    SELECT s.client_id, s.manager, s.rhythm_days, s.bucket_months, greatest(s.high - s.low + 1, 0) AS buckets,
           coalesce(p.total, 0) AS total, CAST(coalesce(p.total, 0) AS DOUBLE) AS sum_all, coalesce(p.squares, 0) AS squares,
           CAST(p.largest AS DOUBLE) AS largest, p.around_largest, coalesce(p.has_refunds, false) AS has_refunds
    FROM spans s LEFT JOIN shapes p ON p.client_id = s.client_id
), steadiness AS (
    SELECT client_id, manager, rhythm_days, bucket_months, buckets, total, has_refunds, cv, cv_without_largest,
           CASE WHEN cv IS NULL THEN 'n' WHEN cv <= $limit_x + 1e-9 THEN 'X' WHEN cv <= $limit_y + 1e-9 THEN 'Y' ELSE 'Z' END AS xyz_class
    FROM (
        SELECT *, CASE WHEN buckets >= $least_buckets AND total > 0
                       THEN sqrt(greatest(0, squares / buckets - (sum_all / buckets) * (sum_all / buckets))) / (sum_all / buckets) END AS cv,
               CASE WHEN buckets >= $least_buckets AND largest * 2 > sum_all AND sum_all - largest > 0.005
                    THEN sqrt(greatest(0, (squares - around_largest * around_largest + (around_largest - largest) * (around_largest - largest)) / buckets
                                          - ((sum_all - largest) / buckets) * ((sum_all - largest) / buckets))) / ((sum_all - largest) / buckets)
               END AS cv_without_largest
        FROM counted
    ) AS measured
)
