SELECT client, coalesce(sum(amount) FILTER (date BETWEEN $first_day AND $last_day), 0) AS revenue,
       sum(amount - cost) FILTER (date BETWEEN $first_day AND $last_day) AS margin, max(date) FILTER (amount > 0) AS last_purchase,
       arg_max(manager, (date, amount, manager)) FILTER (amount > 0) AS manager
FROM lines
WHERE client IN (SELECT client FROM (SELECT DISTINCT client FROM lines) WHERE contains(lower(client), 'client') AND contains(client, $typed))
  AND date <= $as_of
GROUP BY client ORDER BY revenue DESC LIMIT $limit_rows
