SELECT s.* FROM (:source:) s
ANTI JOIN lines_in_store k ON k.sheet = coalesce(s.sheet, 0) AND k.line = s.line AND k.day = s.day
