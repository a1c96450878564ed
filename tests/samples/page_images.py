"""Images for the page's tests, with the cells that the known predictor finds in them."""

import json

import cv2
import numpy as np

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.synthesis.marrow.smear import CLASSES, draw_numbered_smear


class PageImages:
    """A folder of images with ``instances.json``."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.images, self.annotations = [], []

    def add(self, name, pixels, masks, labels):
        """Write an image (RGB) and remember its cells."""
        cv2.imwrite(str(self.folder / name), pixels[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1])
        number = len(self.images) + 1
        height, width = pixels.shape[:2]
        self.images.append({"id": number, "file_name": name, "width": width, "height": height})
        for mask, label in zip(masks, labels, strict=True):
            ids = {"id": len(self.annotations) + 1, "image_id": number}
            self.annotations.append({**ids, **mask.annotation(label + 1)})

    def add_discs(self, name):
        """Add 12 discs in a grid 90 apart on 400x300, the last two touching.

        Their radius is 24, that of one of them 18.
        """
        pixels, masks = np.full((300, 400, 3), 232, np.uint8), []
        for number in range(12):
            x, y = 60 + 90 * (number % 4), 60 + 90 * (number // 4)
            if number == 11:
                x -= 44
            masks.append(self._disc(pixels, x, y, 18 if number == 5 else 24))
        self.add(name, pixels, masks, [number % 2 for number in range(12)])

    def add_many(self, name, size, many):
        """Add a square image of many round cells, none of which touch."""
        pixels, masks = np.full((size, size, 3), 228, np.uint8), []
        shifts = np.random.default_rng(many).uniform(-0.1, 0.1, (many, 3))
        side = int(np.ceil(many**0.5))
        apart = size / side
        for number in range(many):
            across, down, wider = shifts[number]
            x = (number % side + 0.5 + across) * apart
            y = (number // side + 0.5 + down) * apart
            masks.append(self._disc(pixels, round(x), round(y), round(apart * (0.3 + 0.7 * wider))))
        self.add(name, pixels, masks, [number % 2 for number in range(many)])

    def add_smear(self, name, seed, index, size=(512, 384)):
        """Add a drawn smear."""
        smear = draw_numbered_smear(seed, index, size, 1.4)
        self.add(name, smear.image, smear.masks, smear.labels)

    def write(self):
        """Write ``instances.json``."""
        categories = [{"id": number, "name": name} for number, name in enumerate(CLASSES, start=1)]
        content = {"images": self.images, "annotations": self.annotations, "categories": categories}
        (self.folder / "instances.json").write_text(json.dumps(content))
        return self.folder

    def _disc(self, pixels, x, y, radius):
        mask = np.zeros((2 * radius + 1, 2 * radius + 1), np.uint8)
        cv2.circle(mask, (radius, radius), radius, 1, -1)
        cv2.circle(pixels, (x, y), radius, (168, 128, 190), -1)
        cv2.circle(pixels, (x, y), radius * 6 // 10, (92, 44, 128), -1)
        return InstanceMask.cut(mask, x - radius, y - radius, pixels.shape[1::-1])
