-- Lines on days on which no later import stands in place of theirs: only they are counted.
SELECT s.* FROM (:source:) s
ANTI JOIN replacements r ON r.replaced_import = :import_id: AND s.day BETWEEN r.first_day AND r.last_day
