"""Pages and downloads of evidence."""
