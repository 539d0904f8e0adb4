"""Files are opened and written here; what they mean is decided in the domain."""
