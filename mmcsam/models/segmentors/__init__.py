"""What a guide is made of, and what trains it: networks from crop to mask."""

from .library_segmentor import LibrarySegmentor
from .roi_segmentor import RoISegmentor
from .unet import UNet

__all__ = ["LibrarySegmentor", "RoISegmentor", "UNet"]
