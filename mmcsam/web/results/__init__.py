"""Numbers and files that come of cells."""
