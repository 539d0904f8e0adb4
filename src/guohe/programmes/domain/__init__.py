"""Funders, schemes and report packs as frozen values."""
