"""What a backend finds, and what runs a network."""

from typing import NamedTuple, Protocol

import numpy as np

# Detectors are tested on 100 objects an image, as COCO has them; a slide holds more.
OBJECTS = 1000


class Detection(NamedTuple):
    """One object in a window.

    Attributes:
        crop: (h, w), 0 and 1 or bool; in every outer row and column once.
        left: Column of the crop's first column in the window, in image pixels.
        top: Row of its first row, likewise.
        score: In [0, 1].
        label: Number of the class, from 0.
    """

    crop: np.ndarray
    left: int
    top: int
    score: float
    label: int


class Backend(Protocol):
    """Runs a network.

    Attributes:
        name: What runs it, such as ``pytorch``.
        device: Where, as PyTorch names it.
    """

    name: str
    device: str

    def prepare(self, pixels: np.ndarray, factor: float | None = None) -> dict:
        """Prepare a window: (h, w, 3) uint8, blue first, at a factor or, if None, as in a test."""
        ...

    def detect(self, data: dict, area: float = 1.0) -> tuple[list[Detection], bool]:
        """Find the objects in a window.

        Args:
            data: What :meth:`prepare` returned.
            area: How many times larger the window is than the images that the detector's limits
                were made for; they grow with it.

        Returns:
            tuple: The objects by descending score; and whether the detector's limit was reached, so
            that there may be more.
        """
        ...

    def set_threads(self, count: int) -> int:
        """Let it use so many threads of the CPU from now on; return how many it used."""
        ...

    def to(self, device: str | None) -> None:
        """Move the network to a device; None takes a GPU where there is one that it can use.

        Raises:
            ValueError: If it cannot run there.
        """
        ...
