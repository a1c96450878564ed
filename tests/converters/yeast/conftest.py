import pytest
from yeast_tensors import Yeast


@pytest.fixture
def yeast(tmp_path):
    return Yeast(tmp_path / "yeast")
