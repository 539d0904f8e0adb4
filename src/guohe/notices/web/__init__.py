"""Pages of the digest and of kept searches."""
