"""Files of hosts against real books."""
