"""The law of the books as plain values: entries, lots, exchange, trace. No database, no Django."""
