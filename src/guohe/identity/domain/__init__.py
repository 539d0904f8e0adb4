"""Who may do what: values and laws, without a database."""
