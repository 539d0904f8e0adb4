"""Pure law of reports: two sides from one set of lines, the bridge between them, display units, frozen copies."""
