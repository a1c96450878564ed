"""Find what would silently spoil a training run on a COCO file."""
