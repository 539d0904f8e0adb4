"""What people say about guesses, each in one file."""
