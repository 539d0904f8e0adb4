"""A listing meets the facts of the host here; every line gets a verdict and every fault is found in one pass."""
