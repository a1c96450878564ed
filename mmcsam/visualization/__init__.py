"""Pictures of images, true and predicted cells."""

from .coco_comparison import draw_coco_comparisons
from .comparison import draw_comparison

__all__ = ["draw_coco_comparisons", "draw_comparison"]
