"""Colours of a Jenner-Giemsa or Leishman stain."""

from dataclasses import dataclass

import numpy as np

# Colours are RGB in [0, 255], read off published SegPC-2021 images. The first row of a pair is one
# slide, the second another; a slide is drawn between and a little around the two.
_GLASS = ((228, 222, 232), (196, 200, 204), (212, 214, 212))
_NUCLEUS = ((104, 46, 142), (74, 34, 124), (78, 40, 116))
_CYTOPLASM = ((96, 112, 188), (140, 148, 184), (122, 128, 172), (120, 152, 164))
_RED_CELL = ((190, 178, 176), (164, 164, 152), (204, 168, 164), (188, 184, 170))
_GRANULE = ((150, 92, 158), (120, 70, 140))


@dataclass(frozen=True)
class Stain:
    """One slide's colours. ``glass`` is a colour; the others are optical densities.

    An optical density is the negative natural logarithm of the share of light let through, one
    value each for red, green and blue, so densities of things that lie over one another add up.

    Attributes:
        glass: (3,), RGB of the empty slide, in [0, 255].
        nucleus: (3,), chromatin.
        cytoplasm: (3,), basophilic cytoplasm of plasma cells.
        red_cell: (3,), erythrocytes.
        granule: (3,), granules and platelets.
    """

    glass: np.ndarray
    nucleus: np.ndarray
    cytoplasm: np.ndarray
    red_cell: np.ndarray
    granule: np.ndarray

    @classmethod
    def sample(cls, rng: np.random.Generator) -> "Stain":
        """Draw one slide's stain."""
        glass = _blend(rng, _GLASS)
        densities = (
            np.log(glass) - np.log(_blend(rng, colours))
            for colours in (_NUCLEUS, _CYTOPLASM, _RED_CELL, _GRANULE)
        )
        return cls(glass, *(np.maximum(density, 0.02) for density in densities))


def _blend(rng: np.random.Generator, colours: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    """Draw a colour between the given ones, most often close to one of them."""
    weights = rng.dirichlet(np.full(len(colours), 0.5))
    return (weights @ np.array(colours, float) + rng.normal(0, 3, 3)).astype(np.float32)
