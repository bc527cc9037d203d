-- What is loaded for which dates: sales and each kind of records, counted by the period in which they fall.
WITH dated AS (
    SELECT 'sales' AS kind, day, amount FROM sales_lines WHERE day <= $as_of
    UNION ALL SELECT 'base', created, NULL FROM base
    UNION ALL SELECT 'touches', day, NULL FROM touches
    UNION ALL SELECT 'deals', created, NULL FROM deals
    UNION ALL SELECT 'stage_log', moved_on, NULL FROM stage_log
    UNION ALL SELECT 'funnel_counts', period, NULL FROM funnel_counts
    UNION ALL SELECT 'spend', month, NULL FROM spend
    UNION ALL SELECT 'losses', lost_date, NULL FROM losses
    UNION ALL SELECT 'kpi_norms', active_from, NULL FROM kpi_norms
    UNION ALL SELECT 'kpi_facts', period, NULL FROM kpi_facts
    UNION ALL SELECT 'pay_formula', active_from, NULL FROM pay_formula
    UNION ALL SELECT 'pay_inputs', period, NULL FROM pay_inputs
    UNION ALL SELECT 'surveys', day, NULL FROM surveys
    UNION ALL SELECT 'complaints', day, NULL FROM complaints
    UNION ALL SELECT 'requests_internal', CAST(asked_at AS DATE), NULL FROM requests_internal
    UNION ALL SELECT 'service_requests', CAST(asked_at AS DATE), NULL FROM service_requests
    UNION ALL SELECT 'standard_checks', day, NULL FROM standard_checks
    UNION ALL SELECT 'training_hours', day, NULL FROM training_hours
    UNION ALL SELECT 'trainings', day, NULL FROM trainings
    UNION ALL SELECT 'call_checks', day, NULL FROM call_checks
    UNION ALL SELECT 'promos', starts_on, NULL FROM promos
    UNION ALL SELECT 'plans', period, NULL FROM plans
    UNION ALL SELECT 'payments', day, NULL FROM payments
    UNION ALL SELECT 'client_details', since, NULL FROM client_details
)
SELECT kind, CAST(date_trunc($grain, day) AS DATE) AS first_day, CAST(count(*) AS BIGINT) AS records,
       CAST(sum(amount) AS DECIMAL(38, 4)) AS revenue
FROM dated GROUP BY kind, first_day
ORDER BY kind, first_day
