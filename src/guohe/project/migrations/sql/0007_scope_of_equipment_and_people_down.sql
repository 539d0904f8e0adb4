DROP POLICY equipment_event_in_scope ON equipment_event;
