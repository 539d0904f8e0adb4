"""Reads of the register, loaded once from its data files and frozen."""
