"""Pictures of images, true and predicted cells."""

from .coco_comparison import draw_coco_comparisons
from .comparison import draw_comparison
from .contact_sheet import SheetTile, draw_contact_sheet
from .error_map import draw_error_map

__all__ = [
    "SheetTile",
    "draw_coco_comparisons",
    "draw_comparison",
    "draw_contact_sheet",
    "draw_error_map",
]
