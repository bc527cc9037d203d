SELECT currency FROM sales_lines WHERE currency IS NOT NULL
UNION
SELECT currency FROM replaced_lines WHERE currency IS NOT NULL
ORDER BY currency
