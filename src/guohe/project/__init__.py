"""The only place that knows every context: settings, addresses, command line, navigation."""
