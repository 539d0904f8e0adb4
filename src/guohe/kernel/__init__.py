"""Words that every context shares: money, periods, findings, texts, tables. Pure Python."""
