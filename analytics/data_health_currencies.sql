-- Lines that wait in other currencies than the one in force.
SELECT currency AS name, CAST(count(*) AS BIGINT) AS lines FROM other_currency_lines GROUP BY currency ORDER BY lines DESC, name
