WITH money AS (
    SELECT client, sum(amount) FILTER (date >= $first_day) AS value, sum(amount) FILTER (date <= $last_before) AS value_before
    FROM lines WHERE date BETWEEN $first_before AND $last_before OR date BETWEEN $first_day AND $last_day
    GROUP BY client
), placed AS (
    SELECT CAST(greatest(value, 0) AS DOUBLE) AS value, CAST(greatest(value_before, 0) AS DOUBLE) AS value_before,
           row_number() OVER (ORDER BY value DESC NULLS LAST) AS place, row_number() OVER (ORDER BY value_before DESC NULLS LAST) AS place_before
    FROM money
)
SELECT first_clients, sum(value) FILTER (place <= first_clients) / sum(value) AS share,
       sum(value_before) FILTER (place_before <= first_clients) / sum(value_before) AS share_before
FROM placed, (SELECT unnest([1, 3, 5, 10]) AS first_clients) GROUP BY first_clients
