"""How one laboratory's slide is stained and lit."""

import numpy as np

from mmcsam.synthesis.stain import Stain


def sample_slide_stain(rng: np.random.Generator) -> Stain:
    """Draw a stain wider than real slides vary: weak to deep, pink to blue, grey to bright glass.

    A model that has seen more styles than there are takes a new slide for one more (AnyStar, Dey et
    al., WACV 2024).
    """
    base = Stain.sample(rng)
    strength = np.exp(rng.normal(0, 0.22))
    # What red, green and blue light lose is mixed a little: all colours of a slide drift together.
    drift = np.eye(3) + rng.normal(0, 0.07, (3, 3))
    tint = np.exp(rng.normal(0, 0.05, 3))
    glass = np.clip(base.glass * tint * rng.uniform(0.8, 1.08), 120, 252)

    def drifted(density: np.ndarray) -> np.ndarray:
        own = strength * np.exp(rng.normal(0, 0.13))
        return np.maximum(density @ drift * own, 0.02).astype(np.float32)

    # Basophilic cytoplasm goes from clear blue over grey to pink or lilac, as a thin layer of the
    # nuclei's own colour, on one and the same kind of cell. Without the lilac, features of ImageNet
    # find a real plasma cell more like drawn myelocytes and monocytes than like drawn plasma cells.
    blue, grey = base.cytoplasm, np.full(3, base.cytoplasm.mean(), np.float32)
    to_grey, to_pink = rng.beta(1, 2), 0.4 * rng.beta(1, 3)
    cytoplasm = (1 - to_grey) * blue + to_grey * (0.5 * blue + 0.5 * grey)
    cytoplasm = (1 - to_pink) * cytoplasm + to_pink * base.granule
    lilac = base.nucleus * (base.cytoplasm.mean() / base.nucleus.mean())
    to_lilac = rng.uniform(0, 0.8)
    cytoplasm = (1 - to_lilac) * cytoplasm + to_lilac * lilac
    nucleus, body = drifted(base.nucleus), drifted(cytoplasm)
    body *= min(1.0, nucleus.mean() / (1.3 * body.mean()))  # a nucleus is always the darker
    return Stain(
        glass.astype(np.float32),
        nucleus,
        body,
        drifted(base.red_cell * np.exp(rng.uniform(-0.7, 0.35))),
        drifted(base.granule),
    )
