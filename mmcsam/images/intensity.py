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

    @classmethod
    def from_info(cls, info: object, source: str) -> "IntensityMapping":
        """Return what :meth:`info` recorded.

        Args:
            info: From JSON.
            source: What to call it in an error.

        Raises:
            ValueError: If it is no such record.
        """
        known = info if isinstance(info, dict) else {}
        low, high = known.get("low"), known.get("high")
        if not all(isinstance(value, int | float) for value in (low, high)):
            raise ValueError(
                f"{source} is {info!r:.60}, expected low and high, the intensities that become 0 "
                "and 255; correct it"
            )
        try:
            return cls(float(low), float(high), str(known.get("origin", "given")))  # type: ignore[arg-type]
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{source}: {error}; correct it") from error

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
