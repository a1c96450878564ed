from pathlib import Path

import cv2
import numpy as np
import pytest


class TreeBuilder:
    """Writes small SegPC-2021 trees, file by file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def image(self, folder: str, number: int, size=(24, 16)) -> Path:
        pixels = np.full((size[1], size[0], 3), 200, np.uint8)
        (self.root / folder / "y").mkdir(parents=True, exist_ok=True)
        return self.write(f"{folder}/x/{number}.bmp", pixels)

    def mask(self, folder: str, number: int, instance: int, mask: np.ndarray) -> Path:
        return self.write(f"{folder}/y/{number}_{instance}.bmp", mask)

    def write(self, name: str, pixels: np.ndarray) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), pixels)
        return path


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
