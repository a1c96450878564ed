"""What keeps others out, and files where they belong."""
