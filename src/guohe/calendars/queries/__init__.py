"""Reads of the published days, loaded once and frozen."""
