"""Share out images, and parts of large ones, over processes and machines."""
