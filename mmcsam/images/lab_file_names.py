"""The names by which labs tell images from masks."""

import re
from pathlib import Path

IMAGE_FOLDERS = ("images", "image", "imgs", "img")
MASK_FOLDERS = (
    *("masks", "mask", "labels", "label", "gt", "ground_truth", "groundtruth"),
    *("instances", "segmentations", "segmentation"),
)
PIXEL_SUFFIXES = (".png", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg", ".npy")

_MASK_SUFFIX = re.compile(
    r"(.+?)[_.\- ](?:cp_)?(?:masks?|labels?|gt|seg|segmentation|instances?)", re.IGNORECASE
)
_IMAGE_SUFFIX = re.compile(r"(.+)[_.\- ](?:images?|img|raw)", re.IGNORECASE)
# What Cellpose writes beside its masks.
_BYPRODUCT = re.compile(r"(.+?)_(?:cp_)?(?:flows?|outlines?|output)", re.IGNORECASE)


def has_pixels(name: str) -> bool:
    """Return whether a file's name ends as an image or a mask does."""
    return name.lower().endswith(PIXEL_SUFFIXES)


def without_mask_suffix(stem: str) -> str | None:
    """Return a mask's name without what says that it is a mask; None if nothing does.

    Example:
        >>> without_mask_suffix("106_cp_masks")
        '106'
    """
    match = _MASK_SUFFIX.fullmatch(stem)
    return match[1] if match else None


def without_image_suffix(stem: str) -> str:
    """Return an image's name without what says that it is an image.

    Example:
        >>> without_image_suffix("001_img")
        '001'
    """
    match = _IMAGE_SUFFIX.fullmatch(stem)
    return match[1] if match else stem


def is_byproduct(path: Path) -> bool:
    """Return whether a file is a by-product of Cellpose, such as ``106_flows.tif``."""
    return _BYPRODUCT.fullmatch(path.stem) is not None


def is_cellpose_session(path: Path) -> bool:
    """Return whether a file is the Python object that Cellpose's window saves."""
    return path.name.endswith("_seg.npy")
