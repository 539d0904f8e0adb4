"""Pages of the books: trace, lots, entries of a fund, reversal."""
