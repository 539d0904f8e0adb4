"""Pages of rulebooks, open to everybody."""
