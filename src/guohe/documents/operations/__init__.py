"""Storing files, attaching them, and writing tables as files."""
