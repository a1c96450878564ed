"""From any intensities to 8 bits, in the same way for every image of a data set."""

from dataclasses import dataclass

import numpy as np

FORMULA = "8-bit value = rint(255 * (value - low) / (high - low)), clipped to 0..255"


@dataclass(frozen=True)
class IntensityMapping:
    """A linear map of intensities to 0..255.

    Images need the same mapping at training and at inference, so it is fixed for a data set and
    recorded beside it, not chosen for each image.

    Attributes:
        low: Becomes 0, as does everything below.
        high: Becomes 255, as does everything above.
        origin: How the two were found.

    Raises:
        ValueError: If they are not finite, or ``high`` is not above ``low``.

    Example:
        >>> mapping = IntensityMapping(0, 4095)
        >>> mapping.apply(np.array([[0, 2048, 4095, 5000]], np.uint16))
        (array([[  0, 128, 255, 255]], dtype=uint8), 0, 1)
    """

    low: float
    high: float
    origin: str = "given"

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise ValueError(
                "the intensity mapping needs two finite values, the lower first; "
                f"got {self.low:g} and {self.high:g}"
            )

    def apply(self, pixels: np.ndarray) -> tuple[np.ndarray, int, int]:
        """Map intensities to 8 bits.

        Args:
            pixels: Finite numbers of any type and shape.

        Returns:
            tuple: uint8 array of the same shape; how many values lay below ``low`` and above
            ``high``, and were clipped.
        """
        scaled = (pixels.astype(np.float64) - self.low) * (255 / (self.high - self.low))
        below = int(np.count_nonzero(pixels < self.low))
        above = int(np.count_nonzero(pixels > self.high))
        return np.rint(scaled).clip(0, 255).astype(np.uint8), below, above

    def info(self) -> dict:
        """Return what a COCO file's ``info`` records of it, to apply it to other images."""
        return {"low": self.low, "high": self.high, "origin": self.origin, "formula": FORMULA}
