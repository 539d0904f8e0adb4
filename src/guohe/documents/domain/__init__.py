"""What a file, a paper and an attachment are, without any database."""
