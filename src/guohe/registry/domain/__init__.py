"""Facts, dated names and units as frozen values, and the checks that the register must pass."""
