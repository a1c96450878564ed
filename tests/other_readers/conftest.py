import pytest

from mmcsam.inference.backends.pytorch import PyTorchBackend
from mmcsam.inference.model.catalogue import find_model
from mmcsam.inference.model.packed_model import read_packed_model


@pytest.fixture(scope="module")
def bundled():
    """The detector that comes with mmcsam, and its card."""
    card, weights = read_packed_model(find_model(None))
    return PyTorchBackend(card, weights, "cpu", "bundled").model, card
