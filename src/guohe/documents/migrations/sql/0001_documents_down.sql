DROP TABLE documents_withdrawal;
DROP TABLE documents_attachment;
DROP TABLE documents_file;
DROP FUNCTION documents_check_attachment();
DROP FUNCTION documents_check_withdrawal();
DROP FUNCTION documents_check_file();
