SELECT s.* FROM (:source:) s SEMI JOIN mended_now m ON m.sheet_number = s.sheet AND m.line = s.line
