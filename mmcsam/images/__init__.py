"""Image and label files: what pixels they hold, and what their values mean."""

from .intensity import IntensityMapping
from .intensity_range import find_intensity_mapping
from .label_file import read_mask_values
from .pixel_file import PixelFile, read_pixel_file
from .png import write_png

__all__ = [
    "IntensityMapping",
    "PixelFile",
    "find_intensity_mapping",
    "read_mask_values",
    "read_pixel_file",
    "write_png",
]
