"""Files become values here; nothing is written, nothing is guessed without being said."""
