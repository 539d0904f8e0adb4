"""Pages of reports: the list, the twin report of today, its lines, and stored copies."""
