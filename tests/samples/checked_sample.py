"""A COCO file without a fault, to be spoilt by the tests of the check."""

import json
from pathlib import Path

import cv2
import numpy as np

from mmcsam.check.check import check_coco
from mmcsam.check.finding import FindingKind
from mmcsam.structures.rle import encode_crop

WIDTH, HEIGHT = 40, 36


class Sample:
    """A COCO file of three images with one cell each, all of it fine until a test spoils it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.images = [
            {"id": i, "file_name": f"{i}.png", "width": WIDTH, "height": HEIGHT} for i in (1, 2, 3)
        ]
        self.categories = [{"id": 1, "name": "cell"}]
        self.annotations = [self.annotation(10 * i, i) for i in (1, 2, 3)]
        for image in self.images:
            self.pixels(image["file_name"], np.full((HEIGHT, WIDTH, 3), 120, np.uint8))

    def pixels(self, name: str, pixels: np.ndarray) -> None:
        assert cv2.imwrite(str(self.root / name), pixels)

    def annotation(self, number, image_id, left=4, top=5, width=10, height=8, **fields) -> dict:
        return {
            "id": number,
            "image_id": image_id,
            "category_id": 1,
            "bbox": [left, top, width, height],
            "area": width * height,
            "iscrowd": 0,
            "segmentation": encode_crop(np.ones((height, width)), left, top, (WIDTH, HEIGHT)),
            **fields,
        }

    def write(self, name: str = "coco.json") -> Path:
        path = self.root / name
        coco = {key: getattr(self, key) for key in ("images", "annotations", "categories")}
        path.write_text(json.dumps(coco))
        return path

    def check(self, **arguments):
        return check_coco(self.write(), self.root, workers=1, **arguments)

    def found(self, **arguments) -> list:
        """Return the kinds, and what was found, as text."""
        return [(finding.kind, str(finding)) for finding in self.check(**arguments).findings]

    def spoil(self, fields):
        """Change the first annotation; return the one finding of it and how many are trained on."""
        self.annotations[0].update(fields)
        report = self.check()
        of_images = (FindingKind.NO_INSTANCES, FindingKind.NOTHING_LEFT)
        [finding] = [f for f in report.findings if f.kind not in of_images]
        return finding, report.trained
