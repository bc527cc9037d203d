-- The lost clients of the period whose reason somebody wrote down.
WITH :clients_at_end:
SELECT client_id, manager, region, channel, abc_class, product_group, reason, reason_group, value
FROM known WHERE is_lost AND reason <> '' AND (purchase_no > 1 OR $one_offs)
