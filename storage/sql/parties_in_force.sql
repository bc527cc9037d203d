SELECT party_id, tax_id, code, name_key FROM parties
WHERE party_id IN (SELECT party_id FROM sales_lines)
ORDER BY party_id
