"""Tables of programmes: drafts and receipts of checks."""
