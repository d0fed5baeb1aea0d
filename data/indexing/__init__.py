"""Getting live links into the search engines' indexes, and finding out which are in."""
