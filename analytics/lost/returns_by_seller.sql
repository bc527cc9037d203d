-- Returns by month and by whoever sold then, with what the clients brought in a year when they were lost.
    SELECT p.manager, year(p.day) * 12 + month(p.day) AS back, count(*) AS clients, sum(b.value) AS money
    FROM purchase_states p
    JOIN (SELECT client_id, next_day, :year_value: AS value FROM judged WHERE is_lost AND next_day IS NOT NULL) b
      ON b.client_id = p.client_id AND b.next_day = p.day
    GROUP BY p.manager, back
