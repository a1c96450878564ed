"""True and predicted masks of an image side by side, and who belongs to whom."""

from .coco_matching import match_by_score
from .coco_pairs import coco_pairs
from .image_pair import ImagePair
from .label_pairs import TrueLabels, label_pairs
from .matching import match_instances

__all__ = [
    "ImagePair",
    "TrueLabels",
    "coco_pairs",
    "label_pairs",
    "match_by_score",
    "match_instances",
]
