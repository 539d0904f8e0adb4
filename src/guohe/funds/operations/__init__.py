"""What can be done to the books, one verb a file. Each refuses with every reason, or is done whole."""
