"""What is done to rulebooks: a new version is written once, and never over another."""
