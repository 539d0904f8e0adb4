"""Writes of the audit log: record a fact, and link what was recorded."""
