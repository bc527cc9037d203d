-- Silent clients whose silence means nothing bad: out of season, an agreed pause, a firm that closed.
WITH silent AS (
    SELECT client_id, day, first_day, purchase_no, manager, :year_value: AS value, CAST(date_diff('day', day, $as_of) AS INTEGER) AS silent_days,
           :rhythm: AS rhythm_days
    FROM purchase_states
    WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of) AND date_diff('day', day, $as_of) >= :watch::client_filter:
), seasoned AS (
    SELECT client_id, day AS last_day, purchase_no FROM silent WHERE purchase_no >= 4 AND date_diff('day', first_day, day) >= 300
), bought AS (
    SELECT s.client_id, s.purchase_no, p.day, month(p.day) AS month_no
    FROM seasoned s JOIN purchase_states p ON p.client_id = s.client_id AND p.day <= s.last_day
), starts AS (
    SELECT unnest(generate_series(1, 12)) AS start_month
), windows AS (
    -- Four neighbouring months, December and January among them.
    SELECT b.client_id, w.start_month, count(*) AS purchases, max(b.day) AS last_in_season,
           row_number() OVER (PARTITION BY b.client_id ORDER BY count(*) DESC, w.start_month) AS place
    FROM bought b JOIN starts w ON (b.month_no - w.start_month + 12) % 12 < 4
    GROUP BY b.client_id, b.purchase_no, w.start_month
    HAVING count(*) >= 0.8 * b.purchase_no
), seasons AS (
    SELECT client_id, start_month, last_in_season,
           make_date(year(last_in_season) - CASE WHEN month(last_in_season) < start_month THEN 1 ELSE 0 END, CAST(start_month AS INTEGER), 1) AS season_start
    FROM windows WHERE place = 1
), lengths AS (
    SELECT b.client_id, sum(days_of_month) AS season_days
    FROM (SELECT DISTINCT b.client_id, b.month_no,
                 CASE WHEN b.month_no = 2 THEN 28 WHEN b.month_no IN (4, 6, 9, 11) THEN 30 ELSE 31 END AS days_of_month
          FROM bought b JOIN seasons s ON s.client_id = b.client_id AND (b.month_no - s.start_month + 12) % 12 < 4) AS b
    GROUP BY b.client_id
), clocks AS (
    SELECT s.client_id, CAST(min(b.day) + INTERVAL 365 DAYS AS DATE) AS due_on, max(l.season_days) AS season_days
    FROM seasons s
    JOIN bought b ON b.client_id = s.client_id AND b.day >= s.season_start AND (b.month_no - s.start_month + 12) % 12 < 4
    JOIN lengths l ON l.client_id = s.client_id
    GROUP BY s.client_id
), agreed AS (
    SELECT r.client_id, max(t.next_date) AS next_date, max(t.day) AS agreed_on
    FROM touches t JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE r.client_id IS NOT NULL AND t.day <= $as_of AND t.next_date >= $as_of
    GROUP BY r.client_id
), judged AS (
    SELECT s.client_id, s.day, s.manager, s.value, s.silent_days, s.rhythm_days, coalesce(c.client, '') AS client,
           CASE WHEN c.state IN ('closed', 'bankrupt') THEN 'closed'
                WHEN a.agreed_on > s.day THEN 'agreed_pause'
                WHEN k.due_on + CAST(greatest(45, ceil(4 * k.season_days / 3.0 - 1e-6)) AS INTEGER) > $as_of THEN 'seasonal' END AS status,
           CASE WHEN c.state IN ('closed', 'bankrupt') THEN NULL WHEN a.agreed_on > s.day THEN a.next_date ELSE k.due_on END AS due_on,
           CASE WHEN c.state IN ('closed', 'bankrupt') OR a.agreed_on > s.day THEN NULL
                ELSE CAST(k.due_on + CAST(greatest(45, ceil(4 * k.season_days / 3.0 - 1e-6)) AS INTEGER) AS DATE) END AS lost_on
    FROM silent s
    LEFT JOIN clients c ON c.client_id = s.client_id
    LEFT JOIN agreed a ON a.client_id = s.client_id
    LEFT JOIN clocks k ON k.client_id = s.client_id
)
SELECT client_id, client, manager, value, day AS last_purchase, silent_days, rhythm_days, status, due_on, lost_on
FROM judged WHERE status IS NOT NULL
ORDER BY value DESC, client_id
