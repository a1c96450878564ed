import copy

import numpy as np
import pytest
from fake_backend import pack_tiny_model

from mmcsam.inference.backends.pytorch import PyTorchBackend
from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.packed_model import read_packed_model


@pytest.fixture(scope="session")
def packed(tmp_path_factory):
    """A packed detector with MSFL, CSAM and a guide, of random weights."""
    return pack_tiny_model(tmp_path_factory.mktemp("packed") / "tiny.mmcsam")


@pytest.fixture(scope="session")
def built(packed):
    return build_detector(*read_packed_model(packed), "tiny.mmcsam")


@pytest.fixture
def detector(built):
    """Return a copy of that detector, to change."""
    return copy.deepcopy(built)


@pytest.fixture
def pytorch(packed):
    return PyTorchBackend(*read_packed_model(packed), "cpu", "tiny.mmcsam")


@pytest.fixture(scope="session")
def images():
    """Landscape, portrait and odd; MMDetection fails on sides of up to 64 pixels."""
    rng = np.random.default_rng(0)
    sizes = ((96, 160), (130, 70), (67, 91))
    return [rng.integers(0, 256, (*size, 3), np.uint8) for size in sizes]
