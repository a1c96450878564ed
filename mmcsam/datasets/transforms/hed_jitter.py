"""Variation of the stain."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmdet.registry import TRANSFORMS

# Optical density of haematoxylin, eosin and DAB in red, green and blue: Ruifrok and Johnston,
# "Quantification of histochemical staining by color deconvolution", 2001. Rows get length 1.
_STAINS = np.array([[0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]])
_STAINS /= np.linalg.norm(_STAINS, axis=1, keepdims=True)
_TO_STAINS = np.linalg.inv(_STAINS)
# Of an 8-bit value; 1 is added so that black has a density too.
_DENSITY = -np.log((np.arange(256) + 1) / 256)


@TRANSFORMS.register_module()
class HEDJitter(BaseTransform):
    """Vary the amount of each stain, as slides from another batch or laboratory would.

    The image is taken apart into haematoxylin, eosin and a rest by colour deconvolution; each is
    scaled and shifted, and the image put together again (Tellez et al.,
    https://arxiv.org/abs/1808.05896). SegPC-2021 was stained with Jenner-Giemsa: the three are a
    basis of its colours and not its dyes. Not in the paper, which varies hue, saturation,
    brightness and intensity.

    Required and modified key: ``img``, BGR (H, W, 3) with values in [0, 255]; uint8 afterwards.

    Args:
        gain: Each stain is multiplied by a factor from U(1 - gain, 1 + gain).
        shift: To each, a density from U(-shift, shift) is added; 1 lets a share of 1/e of the
            light through.
        prob: Share of images that are changed.

    Raises:
        ValueError: If ``gain`` or ``prob`` is not in [0, 1], or ``shift`` is negative.
    """

    def __init__(self, gain: float = 0.1, shift: float = 0.03, prob: float = 0.5) -> None:
        if not (0 <= gain <= 1 and 0 <= prob <= 1 and shift >= 0):
            raise ValueError(
                "HEDJitter needs gain and prob in [0, 1] and a shift of 0 or more, got "
                f"gain={gain}, shift={shift}, prob={prob}"
            )
        self.gain = gain
        self.shift = shift
        self.prob = prob

    def transform(self, results: dict) -> dict:
        """Change the image of a share of the items."""
        image = results["img"].clip(0, 255).astype(np.uint8)
        if self._happens():
            image = change_stains(image, *self._draw())
        results["img"] = image
        return results

    @cache_randomness
    def _happens(self) -> bool:
        return np.random.rand() < self.prob

    @cache_randomness
    def _draw(self) -> tuple[np.ndarray, np.ndarray]:
        factors = np.random.uniform(1 - self.gain, 1 + self.gain, 3)
        return factors, np.random.uniform(-self.shift, self.shift, 3)

    def __repr__(self) -> str:
        return f"HEDJitter(gain={self.gain}, shift={self.shift}, prob={self.prob})"


def change_stains(image: np.ndarray, factors: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """Scale and shift the density of haematoxylin, eosin and the rest.

    Args:
        image: (H, W, 3), BGR, uint8.
        factors: (3,), of each stain's density.
        shifts: (3,), added to each stain's density.

    Returns:
        np.ndarray: (H, W, 3), BGR, uint8; what leaves the range is clipped.

    Example:
        >>> image = np.full((1, 1, 3), 128, np.uint8)
        >>> int(change_stains(image, np.full(3, 2.0), np.zeros(3))[0, 0, 0])
        64
    """
    # From densities to stains, changed, and back are one matrix and one vector.
    matrix = (_TO_STAINS * factors) @ _STAINS
    offset = shifts @ _STAINS
    # BGR instead of RGB turns both axes of the matrix round.
    matrix, offset = matrix[::-1, ::-1].astype(np.float32), offset[::-1].astype(np.float32)
    density = _DENSITY.astype(np.float32)[image] @ matrix + offset
    return (256 * np.exp(-density) - 1).clip(0, 255).round().astype(np.uint8)
