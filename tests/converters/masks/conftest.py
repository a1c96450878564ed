import pytest
from lab_masks import Lab


@pytest.fixture
def lab(tmp_path):
    return Lab(tmp_path / "lab")


@pytest.fixture
def touch(tmp_path):
    """Return a function that makes empty files: the layout is found by names alone."""

    def make(*names):
        for name in names:
            path = tmp_path / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path / "src"

    return make
