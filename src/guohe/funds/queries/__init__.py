"""What can be asked of the books: frozen values for pages, reports and proofs."""
