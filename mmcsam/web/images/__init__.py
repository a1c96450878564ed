"""Pixels for the page: tiles, thumbnails, uploads."""
