"""One image with its masks' files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class MaskSample:
    """One image with its masks' files.

    Attributes:
        image: The image file.
        masks: One label image, or one file an instance; empty for an image known to be without
            cells; None if there is no mask though one is expected.
    """

    image: Path
    masks: tuple[Path, ...] | None
