"""Pages of the public register: units, institutions, the timeline. They read no tenant data."""
