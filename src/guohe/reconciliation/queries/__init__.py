"""Reads: the inbox, and what was decided."""
