"""Setting up and starting Guohe with the standard library alone, before anything is installed."""
