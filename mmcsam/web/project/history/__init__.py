"""What was done to an image, to be undone and done again."""
