import numpy as np
import pytest
from segpc_files import TreeBuilder


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "data"
    root.mkdir()
    return TreeBuilder(root)


@pytest.fixture
def square():
    """Return a function that draws a 24x16 mask with one 4x4 cell at a column and a row."""

    def draw(left=2, top=3, value=20):
        mask = np.zeros((16, 24), np.uint8)
        mask[top : top + 4, left : left + 4] = value
        return mask

    return draw


@pytest.fixture
def holed():
    """A 24x16 mask of two parts, one with a hole, that touches the border."""
    mask = np.zeros((16, 24), np.uint8)
    mask[0:7, 0:9] = 20
    mask[2:5, 3:6] = 0
    mask[10:16, 20:24] = 40
    return mask


@pytest.fixture
def small(tree, square, holed):
    """Train: 21 without cells, 106 with 2 and 10; validation: 7 with 1."""
    tree.image("TCIA/train", 106)
    tree.mask("TCIA/train", 106, 10, holed)
    tree.mask("TCIA/train", 106, 2, square())
    tree.image("TCIA/train", 21)
    tree.image("TCIA/validation", 7)
    tree.mask("TCIA/validation", 7, 1, square(left=9, value=40))
    return tree
