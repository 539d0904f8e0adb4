"""Two pages of the frame itself: help and preferences."""
