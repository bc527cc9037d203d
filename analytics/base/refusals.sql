-- Deals that were lost within the period: who ended them and why.
SELECT lost_by, coalesce(lost_reason, '') AS reason, count(*) AS deals, sum(coalesce(amount, 0)) AS money
FROM deals WHERE lost_at BETWEEN $first_day AND $last_day AND lost_at <= $as_of
GROUP BY lost_by, reason ORDER BY deals DESC, lost_by, reason
