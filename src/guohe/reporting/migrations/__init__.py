"""The tables of reports are made by SQL with their law beside them."""
