"""Which bank line is which expected money, with reasons for and against."""
