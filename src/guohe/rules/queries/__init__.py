"""Reads of what lies below: working days for the facts of calendar rules."""
