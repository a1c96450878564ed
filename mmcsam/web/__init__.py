"""The page: images, cells, corrections and training in a browser."""
