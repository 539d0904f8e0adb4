"""Writes of identity: one file per act."""
