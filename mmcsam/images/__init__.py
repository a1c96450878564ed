"""Image and label files: what pixels they hold, and what their values mean."""

from .intensity import IntensityMapping
from .intensity_range import find_intensity_mapping
from .label_file import read_mask_values
from .lossless import write_lossless
from .pixel_file import PixelFile, read_pixel_file

__all__ = [
    "IntensityMapping",
    "PixelFile",
    "find_intensity_mapping",
    "read_mask_values",
    "read_pixel_file",
    "write_lossless",
]
