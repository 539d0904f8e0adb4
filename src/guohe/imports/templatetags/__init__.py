"""Template tags of the pages of imports."""
