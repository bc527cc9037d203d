-- Every company that was spoken to about buying or is in a deal: how it began, where it stands as of the date, and when
-- somebody has to talk to it again. Of several results of one day the strongest counts. What is dated later is not known.
WITH talks AS (
    SELECT t.client_key, t.client, t.day, t.manager, t.next_date,
           CASE WHEN t.result IN ('request', 'interest') THEN t.result WHEN t.target IS FALSE THEN 'not_target' ELSE 'refusal' END AS answer,
           row_number() OVER (
               PARTITION BY t.client_key, t.day
               ORDER BY CASE t.result WHEN 'request' THEN 1 WHEN 'interest' THEN 2 ELSE 3 END, t.target IS FALSE,
                        t.next_date NULLS LAST, t.manager, t.client
           ) AS strength, r.client_id
    FROM touches t LEFT JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
    WHERE t.result IS NOT NULL AND t.day <= $as_of
), days AS (
    SELECT * FROM talks WHERE strength = 1
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY client_key ORDER BY day) AS first_turn,
           row_number() OVER (PARTITION BY client_key ORDER BY day DESC) AS last_turn,
           max(client_id) OVER (PARTITION BY client_key) AS who
    FROM days
), deal_ends AS (
    SELECT d.client_key, d.client, coalesce(d.created, d.stage_changed_at, d.won_at, d.lost_at) AS began, d.manager, d.channel,
           CASE WHEN d.won_at <= $as_of THEN 'won' WHEN d.lost_at <= $as_of THEN coalesce(d.lost_by, 'client') ELSE 'open' END AS ending,
           CASE WHEN d.lost_at <= $as_of THEN d.lost_at END AS lost_at, CASE WHEN d.won_at <= $as_of THEN d.won_at END AS won_at,
           r.client_id,
           row_number() OVER (
               PARTITION BY d.client_key
               ORDER BY coalesce(d.created, d.stage_changed_at, d.won_at, d.lost_at) DESC NULLS LAST, d.deal_id DESC
           ) AS turn
    FROM deals d LEFT JOIN record_clients r ON r.client_key = d.client_key AND r.tax_id = d.tax_id
    WHERE coalesce(d.created, d.stage_changed_at, d.won_at, d.lost_at) <= $as_of
), bought AS (
    SELECT client_id, min(day) AS first_bought, max(purchase_no) AS purchases FROM purchase_states WHERE day <= $as_of GROUP BY client_id
), sources AS (
    SELECT client_key, max(source) AS source, max(created_by) AS created_by FROM base GROUP BY client_key
), companies AS (
    SELECT client_key FROM ordered UNION SELECT client_key FROM deal_ends
), together AS (
    SELECT c.client_key, coalesce(f.client, d.client) AS company, coalesce(f.who, d.client_id) AS client_id,
           f.day AS first_talk, coalesce(f.answer, 'unknown') AS first_answer, coalesce(f.manager, '') AS first_manager,
           l.day AS last_talk, l.answer AS last_answer, l.next_date, coalesce(l.manager, d.manager, '') AS manager,
           coalesce(s.source, d.channel, '') AS source, coalesce(s.created_by, '') AS scout,
           d.ending, d.lost_at, d.won_at, coalesce(d.began, d.lost_at) AS deal_began
    FROM companies c
    LEFT JOIN ordered f ON f.client_key = c.client_key AND f.first_turn = 1
    LEFT JOIN ordered l ON l.client_key = c.client_key AND l.last_turn = 1
    LEFT JOIN deal_ends d ON d.client_key = c.client_key AND d.turn = 1
    LEFT JOIN sources s ON s.client_key = c.client_key
), turned AS (
    SELECT i.client_key, min(i.day) AS interest_on, min(q.day) AS request_on
    FROM days i LEFT JOIN days q ON q.client_key = i.client_key AND q.answer = 'request' AND q.day > i.day
    WHERE i.answer = 'interest' GROUP BY i.client_key
)
SELECT t.company, coalesce(t.client_id, 0) AS client_id, t.first_talk, t.first_answer, t.first_manager, t.last_talk,
       t.last_answer, t.next_date, t.manager, t.source, t.scout,
       CASE WHEN b.client_id IS NOT NULL OR t.ending = 'won' THEN CASE WHEN b.purchases > 1 THEN 'repeat' ELSE 'bought' END
            WHEN t.ending = 'open' THEN 'deal'
            WHEN t.ending IN ('client', 'we') AND (t.last_talk IS NULL OR t.last_talk <= t.lost_at)
                THEN CASE WHEN t.ending = 'we' THEN 'refused_by_us' ELSE 'refused_by_client' END
            ELSE t.last_answer END AS state,
       t.lost_at, least(t.won_at, b.first_bought) AS first_bought, u.interest_on, u.request_on
FROM together t
LEFT JOIN bought b ON b.client_id = t.client_id
LEFT JOIN turned u ON u.client_key = t.client_key
ORDER BY t.company, t.client_key
