DO $$
DECLARE
    of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['grant', 'instalment', 'projectcode', 'purchaseorder', 'budgetversion', 'budgetrow', 'mappingversion',
                                    'mappingrow', 'claim', 'transfer', 'stationsharing'] LOOP
        EXECUTE format('DROP TRIGGER grants_written_by_right ON %I', 'grants_' || of_table);
    END LOOP;
END $$;
DROP TRIGGER grants_written_by_right_of_none ON grants_projectcode;
DROP FUNCTION grants_written_by_right();
