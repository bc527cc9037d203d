-- What a deal is about, and when sellers were trained: funnels are told apart by product, calls before and after a training.

ALTER TABLE deals_loaded ADD COLUMN product VARCHAR;

CREATE OR REPLACE VIEW deals AS
SELECT * EXCLUDE (nth, newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY deal_id, nth ORDER BY import_id = 0 DESC, import_id DESC) AS newest
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, deal_id ORDER BY rowid) AS nth FROM deals_loaded) numbered
) ranked
WHERE newest = 1;

CREATE TABLE trainings_loaded (
    import_id INTEGER NOT NULL,
    manager VARCHAR NOT NULL,
    day DATE NOT NULL,
    topic VARCHAR                          -- 'technical', 'personal', 'motive', or in own words
);

CREATE VIEW trainings AS
SELECT * EXCLUDE (newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY manager, day ORDER BY import_id = 0 DESC, import_id DESC, topic) AS newest FROM trainings_loaded
) ranked
WHERE newest = 1;
