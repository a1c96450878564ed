"""What corrections do to masks."""
