DROP TRIGGER equipment_event_law ON equipment_event;
DROP FUNCTION equipment_event_law();
DROP FUNCTION equipment_last_act(bigint, integer);
DROP FUNCTION equipment_refuse(text, text);
