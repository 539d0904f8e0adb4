"""Guohe: the system of record for research money that crosses a boundary."""
