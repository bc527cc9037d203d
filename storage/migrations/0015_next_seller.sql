-- Who sold when the client bought again: returns are counted by him without looking the next purchase up.

ALTER TABLE purchase_states ADD COLUMN next_manager VARCHAR;            -- manager of next_day; NULL where there is none

UPDATE purchase_states SET next_manager = n.manager
FROM purchase_states n WHERE n.client_id = purchase_states.client_id AND n.day = purchase_states.next_day;
