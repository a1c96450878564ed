"""Pictures of images, true and predicted cells."""

from .comparison import draw_comparison
from .coco_comparison import draw_coco_comparisons

__all__ = ["draw_coco_comparisons", "draw_comparison"]
