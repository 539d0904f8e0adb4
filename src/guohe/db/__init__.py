"""The database side of the kernel: migrations that carry SQL, and connections that carry an actor."""
