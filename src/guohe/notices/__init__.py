"""E-mail in the reader's language, and what a person asked to be reminded of; it never learns what the things are."""
