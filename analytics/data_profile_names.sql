-- The names by which the data can be filtered, with their money.
SELECT kind, name, CAST(sum(net) AS DECIMAL(38, 4)) AS revenue FROM (
    SELECT 'managers' AS kind, manager AS name, sum(net) AS net FROM client_day WHERE day <= $as_of GROUP BY manager
    UNION ALL SELECT 'regions', region, sum(net) FROM client_day WHERE day <= $as_of GROUP BY region
    UNION ALL SELECT 'channels', channel, sum(net) FROM client_day WHERE day <= $as_of GROUP BY channel
    UNION ALL SELECT 'product_groups', coalesce(category, ''), sum(amount) FROM sales_lines WHERE day <= $as_of GROUP BY category
    UNION ALL SELECT 'currencies', coalesce(currency, ''), sum(amount) FROM sales_lines WHERE day <= $as_of GROUP BY currency
) AS found
GROUP BY kind, name
ORDER BY kind, revenue DESC, name
