DROP TABLE imports_run, imports_bank_entry, imports_column_mapping, imports_tick, imports_answer, imports_question,
    imports_finding, imports_line, imports_job;
DROP FUNCTION imports_line_moves();
DROP FUNCTION imports_refuse_rewriting();
DROP FUNCTION imports_importing_hosts();
