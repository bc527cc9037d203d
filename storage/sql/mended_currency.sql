-- Mended lines without a currency were taken for one: the line of the ledger says so.
UPDATE imports SET taken_currency = $currency
WHERE import_id = $import_id AND taken_currency IS NULL AND $currency <> ''
  AND EXISTS (SELECT 1 FROM mended_lines l WHERE l.import_id = $import_id AND l.currency IS NULL)
