"""The commands ``convert ...``."""
