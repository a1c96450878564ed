"""Files that are dropped into the page, written to the disk as they come."""
