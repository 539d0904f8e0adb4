DROP FUNCTION grants_days_noted(integer);
DROP FUNCTION grants_days_of_routes(integer, text);
