"""SegPC-2021 trees of images of 24x16, file by file."""

from pathlib import Path

import cv2
import numpy as np


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
