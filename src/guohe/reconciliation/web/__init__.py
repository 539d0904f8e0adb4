"""Pages of the bank inbox."""
