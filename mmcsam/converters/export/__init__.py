"""COCO annotations and predictions to the formats of other programs."""
