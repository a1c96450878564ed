import numpy as np
import pytest

from mmcsam.synthesis.stain import Stain


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def stain():
    """A stain whose densities are easy to tell apart."""
    return Stain(
        glass=np.full(3, 200, np.float32),
        nucleus=np.array([2, 2, 2]),
        cytoplasm=np.array([1, 1, 1]),
        red_cell=np.array([4, 0, 0]),
        granule=np.array([0, 4, 0]),
    )
