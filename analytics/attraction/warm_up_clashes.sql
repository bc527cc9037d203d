-- Records of two stages on one day, of which the later one counts.
WITH :warm_up_steps:
SELECT name AS company, moved_on, stage FROM placed WHERE is_beaten ORDER BY moved_on DESC, name, stage
