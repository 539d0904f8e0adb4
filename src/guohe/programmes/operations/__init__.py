"""What people do with books and calls: answer the questions of a call, keep the receipt."""
