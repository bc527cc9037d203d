-- The median of the last gaps for any number of them.
CASE WHEN purchase_no <= :min_intervals: THEN NULL
     ELSE median(gap_days) OVER (PARTITION BY client_id ORDER BY day ROWS BETWEEN :window: PRECEDING AND CURRENT ROW)
END
