"""What the conversion of an image yields that is also written, as an 8-bit PNG file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.intensity import IntensityMapping

from .converted_image import ConvertedImage


@dataclass
class WrittenImage(ConvertedImage):
    """An image's COCO entries, and how its intensities became 8 bits.

    Attributes:
        dtype: Type of the intensities, such as "uint16"; empty if they were not looked at.
        values: Intensities written; 0 if the image stays where it is.
        below: Those that were clipped to 0.
        above: Those that were clipped to 255.
    """

    dtype: str = ""
    values: int = 0
    below: int = 0
    above: int = 0

    def write(
        self, pixels: np.ndarray, mapping: IntensityMapping, folder: Path, file_name: str
    ) -> None:
        """Write the image as an 8-bit PNG file and fill in ``entry``.

        Args:
            pixels: (H, W) grey or (H, W, 3) blue, green, red; finite.
            mapping: To 8 bits.
            folder: What ``file_name`` is relative to.
            file_name: With forward slashes; its folder is made if missing.

        Raises:
            OSError: If the file cannot be written.
        """
        mapped, self.below, self.above = mapping.apply(pixels)
        self.dtype, self.values = str(pixels.dtype), pixels.size
        path = folder / file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        # imencode, as imwrite does not say why it failed.
        path.write_bytes(cv2.imencode(".png", mapped)[1].data)
        height, width = pixels.shape[:2]
        self.entry = {"file_name": file_name, "width": width, "height": height}


def check_depth(images: Iterable[WrittenImage]) -> None:
    """Check that one intensity mapping fits all images of a data set.

    Raises:
        ValueError: If some have 8 bits and others more.
    """
    kinds = {image.dtype: image.file_name for image in images if image.dtype}
    if "uint8" in kinds and len(kinds) > 1:
        shown = ", ".join(f"{name} ({dtype})" for dtype, name in sorted(kinds.items()))
        raise ValueError(
            f"some images have 8 bits and others more: {shown}; one intensity mapping does not "
            "fit both. Convert them in separate runs, or bring them to one type"
        )


def mapping_note(split: str, images: Iterable[WrittenImage], mapping: IntensityMapping) -> str:
    """Return what was done to a split's intensities."""
    images = list(images)
    total = sum(image.values for image in images)
    if total == 0:
        return (
            f"{split}: the images stay as they are; train, test and predict read {mapping.low:g} "
            f"as 0 and {mapping.high:g} as 255, as info.intensity records"
        )
    below = sum(image.below for image in images) / total
    above = sum(image.above for image in images) / total
    return (
        f"{split}: 8-bit images written, {mapping.low:g} as 0 and {mapping.high:g} as 255 "
        f"({mapping.origin}); clipped: {below:.2%} of the values below, {above:.2%} above"
    )
