"""Money that leaves: instructions released by two people, and what the bank says of them."""
