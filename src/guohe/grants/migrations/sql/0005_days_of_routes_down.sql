DROP FUNCTION grants_days_of_routes(integer, text);
