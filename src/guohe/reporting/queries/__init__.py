"""Reads of reports: computed today, or as they were frozen."""
