-- What was tried with clients who were lost: one row a client and loss with at least one step done between his last
-- purchase and the as-of date (or the purchase that ended the silence). He is won when he bought within so many days after
-- the last step; a case is over, too, when he refused, when step after step led to nothing, or when those days are past.
done_steps AS (
    SELECT r.client_id, w.step_no, coalesce(w.step, '') AS step, coalesce(w.channel, '') AS step_channel, coalesce(w.owner, '') AS owner,
           coalesce(w.offer, '') AS offer, coalesce(w.outcome, '') AS outcome, coalesce(w.cost, 0) AS cost, w.done_at
    FROM winback w JOIN record_clients r ON r.client_key = w.client_key AND r.tax_id = w.tax_id
    WHERE w.done_at <= $as_of AND r.client_id IS NOT NULL
), tried_spells AS (
    SELECT client_id, day, first_day, purchase_no, basis, rhythm_days, net_12m, margin_12m, manager, CAST(day + :threshold: AS DATE) AS lost_on,
           CASE WHEN next_day <= $as_of THEN next_day END AS returned_on
    FROM purchase_states
    WHERE day <= $as_of AND client_id IN (SELECT client_id FROM done_steps):client_filter:
), case_steps AS (
    SELECT s.client_id, s.day, s.lost_on, s.returned_on, s.manager, s.rhythm_days, d.step_no, d.step, d.step_channel, d.owner, d.offer, d.outcome, d.cost, d.done_at,
           row_number() OVER (PARTITION BY s.client_id, s.day ORDER BY d.done_at DESC, d.step_no DESC, d.step DESC) AS from_last
    FROM tried_spells s
    JOIN done_steps d ON d.client_id = s.client_id AND d.done_at > s.day AND (s.returned_on IS NULL OR d.done_at <= s.returned_on)
    WHERE s.lost_on <= $as_of AND (s.returned_on IS NULL OR s.lost_on <= s.returned_on)
), case_sums AS (
    SELECT client_id, day, count(*) AS steps, sum(cost) AS cost, count(*) FILTER (outcome IN ('no_answer', 'refused')) AS dead_steps
    FROM case_steps GROUP BY client_id, day
), cases AS (
    SELECT l.client_id, l.day, l.lost_on, l.returned_on, l.manager, l.step_no, l.step, l.step_channel, l.owner, l.offer, l.outcome, l.done_at,
           CAST(date_diff('day', l.lost_on, l.done_at) AS INTEGER) AS waited_days, CAST(c.steps AS INTEGER) AS steps, CAST(c.cost AS DECIMAL(18, 4)) AS cost,
           CAST(c.dead_steps AS INTEGER) AS dead_steps,
           CASE WHEN l.returned_on IS NOT NULL AND date_diff('day', l.done_at, l.returned_on) <= $attribution_days THEN 'won'
                WHEN l.returned_on IS NOT NULL THEN 'by_himself' WHEN l.outcome = 'refused' THEN 'refused'
                WHEN c.dead_steps >= $most_dead THEN 'stopped' WHEN date_diff('day', l.done_at, $as_of) > $attribution_days THEN 'expired'
                ELSE 'open' END AS ended
    FROM case_steps l JOIN case_sums c ON c.client_id = l.client_id AND c.day = l.day
    WHERE l.from_last = 1
)
