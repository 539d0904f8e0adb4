"""Files and attachments as values."""
