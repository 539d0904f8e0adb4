"""Reads of the programme data files, loaded once and frozen."""
