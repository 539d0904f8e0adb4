"""Writes of reports: prepare, sign, correct, remark."""
