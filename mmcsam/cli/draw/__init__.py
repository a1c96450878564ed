"""Commands that draw images."""
