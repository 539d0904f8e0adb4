"""Pure rules and values: a book is read, facts are judged, each answer is explained by its clause."""
