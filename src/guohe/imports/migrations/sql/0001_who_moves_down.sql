DROP TRIGGER imports_bank_entry_moved_by_right ON imports_bank_entry;
DROP TRIGGER imports_job_moved_by_right ON imports_job;
DROP TRIGGER imports_answer_law ON imports_answer;
DROP INDEX imports_answer_decides_once;
DROP TRIGGER imports_question_closes_by_a_word ON imports_question;
DROP TRIGGER imports_question_moved_by_right ON imports_question;
DROP TRIGGER imports_question_stays_closed ON imports_question;
DROP TRIGGER imports_question_asked ON imports_question;
DROP TRIGGER imports_line_waits_for_a_word ON imports_line;
DROP TRIGGER imports_line_comes_in ON imports_line;
DROP TRIGGER imports_line_moved_by_right ON imports_line;
DROP FUNCTION imports_bank_entry_moved_by_right(), imports_entry_is_gone(bigint), imports_job_moved_by_right(), imports_answer_law(),
    imports_question_closes_by_a_word(), imports_question_moved_by_right(), imports_question_stays_closed(), imports_question_asked(),
    imports_line_waits_for_a_word(), imports_line_comes_in(), imports_line_moved_by_right(), imports_mappings_in_force(int[]), imports_entry_is_of_line(imports_line),
    imports_may_answer_line(bigint), imports_answered_by_actor(bigint), imports_refuse(text, text);
