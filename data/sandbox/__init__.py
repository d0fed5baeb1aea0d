"""A server of the documented APIs over one seeded world; it is written from the documents alone."""
