"""The names by which labs tell images from masks."""

import re
import unicodedata
from pathlib import Path

PIXEL_SUFFIXES = (".png", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg", ".npy")

# nnU-Net ends them with Tr and Ts; "tissue images" and "label masks" are NuInsSeg's.
_IMAGE_FOLDER = re.compile(r"(?:tissue[ _])?(?:images?|imgs?)(tr|ts)?", re.IGNORECASE)
_MASK_FOLDER = re.compile(
    r"(?:(?:label[ _-])?masks?|labels?|gt|ground[ _]?truth|instances|segmentations?)(tr|ts)?",
    re.IGNORECASE,
)
_MASK_SUFFIX = re.compile(
    r"(.+?)[_.\- ](?:cp_)?(?:masks?|labels?|gt|seg|segmentation|instances?)", re.IGNORECASE
)
_NUMBERED_MASK = re.compile(_MASK_SUFFIX.pattern + r"[_.\- ]*\(?\d+\)?", re.IGNORECASE)
_NUMBER = re.compile(r"[_.\- (].*\d\)?")
# Of the Cell Tracking Challenge: sequence 01 with 01_GT/SEG/man_seg000.tif of 01/t000.tif.
_TRACKING_TRUTH = re.compile(r"(\d+)_(?:GT|ST)")
_TRACKING_MASK = re.compile(r"man_seg_?(\d+)")
_CHANNEL = re.compile(r"(.+)_\d{4}")  # nnU-Net's case_0000.png
_IMAGE_SUFFIX = re.compile(r"(.+)[_.\- ](?:images?|img|raw)", re.IGNORECASE)
# What Cellpose writes beside its masks.
_BYPRODUCT = re.compile(r"(.+?)_(?:cp_)?(?:flows?|outlines?|output)", re.IGNORECASE)


def has_pixels(name: str) -> bool:
    """Return whether a file's name ends as an image or a mask does."""
    return name.lower().endswith(PIXEL_SUFFIXES)


def image_folder_tag(name: str) -> str | None:
    """Return what a folder of images shares with that of its masks; None if it is no such folder.

    Example:
        >>> image_folder_tag("images"), image_folder_tag("imagesTr"), image_folder_tag("masks")
        ('', 'Tr', None)
    """
    match = _IMAGE_FOLDER.fullmatch(name)
    return None if match is None else match[1] or ""


def mask_folder_tag(name: str) -> str | None:
    """Return what a folder of masks shares with that of its images; None if it is no such folder.

    Example:
        >>> mask_folder_tag("Ground_Truth"), mask_folder_tag("labelsTr"), mask_folder_tag("x")
        ('', 'Tr', None)
    """
    match = _MASK_FOLDER.fullmatch(name)
    return None if match is None else match[1] or ""


def stem_of(path: Path) -> str:
    """Return a file's name as names are compared.

    Systems write an accent as one character or as two; OME-TIFF files end in two suffixes.

    Example:
        >>> stem_of(Path("a.ome.tif"))
        'a'
    """
    return unicodedata.normalize("NFC", path.stem).removesuffix(".ome")


def without_mask_suffix(stem: str) -> str | None:
    """Return a mask's name without what says that it is a mask; None if nothing does.

    Example:
        >>> without_mask_suffix("106_cp_masks")
        '106'
    """
    match = _MASK_SUFFIX.fullmatch(stem)
    return match[1] if match else None


def without_mask_number(stem: str) -> str | None:
    """Return an instance mask's name without what says so; None if nothing does.

    Example:
        >>> without_mask_number("106_mask_2"), without_mask_number("106_mask")
        ('106', None)
    """
    match = _NUMBERED_MASK.fullmatch(stem)
    return match[1] if match else None


def is_number(rest: str) -> bool:
    """Return whether what follows an image's name numbers its instances.

    Example:
        >>> is_number("_12"), is_number(" cell (3)"), is_number("_a")
        (True, True, False)
    """
    return _NUMBER.fullmatch(rest) is not None


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


def tracking_sequence(name: str) -> str | None:
    """Return the sequence that a folder of the Cell Tracking Challenge holds the truth of.

    Example:
        >>> tracking_sequence("01_GT"), tracking_sequence("01")
        ('01', None)
    """
    match = _TRACKING_TRUTH.fullmatch(name)
    return match[1] if match else None


def tracking_image(stem: str) -> str | None:
    """Return the name of the image that a mask of the Cell Tracking Challenge belongs to.

    Example:
        >>> tracking_image("man_seg012")
        't012'
    """
    match = _TRACKING_MASK.fullmatch(stem)
    return f"t{match[1]}" if match else None


def without_channel(stem: str) -> str:
    """Return the name of nnU-Net's case that an image is a channel of.

    Example:
        >>> without_channel("case_12_0000")
        'case_12'
    """
    match = _CHANNEL.fullmatch(stem)
    return match[1] if match else stem
