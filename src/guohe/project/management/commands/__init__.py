"""Commands of Django that the product carries out in its own way."""
