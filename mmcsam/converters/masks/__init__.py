"""A lab's own masks: label images, one file an instance, or semantic masks."""
