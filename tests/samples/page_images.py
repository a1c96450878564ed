"""Images for the page's tests, with the cells that the known predictor finds in them."""

import json

import cv2
import numpy as np
import tifffile

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
        self._remember(name, pixels.shape[1::-1], masks, labels)

    def _remember(self, name, size, masks, labels):
        number, (width, height) = len(self.images) + 1, size
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
        pixels = np.full((size, size, 3), 228, np.uint8)
        masks = [self._disc(pixels, *spot) for spot in _spots(size, many)]
        self.add(name, pixels, masks, [number % 2 for number in range(many)])

    def add_tiled(self, name, size, many, tile=512):
        """Add such an image as a tiled TIFF file, which never lies in memory as a whole."""
        spots = np.array(list(_spots(size, many)))

        def tiles():
            for top in range(0, size, tile):
                for left in range(0, size, tile):
                    x, y, radius = (spots - (left, top, 0)).T
                    seen = (np.abs(2 * x - tile) < tile + 2 * radius) & (
                        np.abs(2 * y - tile) < tile + 2 * radius
                    )
                    pixels = np.full((tile, tile, 3), 228, np.uint8)
                    for place in np.column_stack((x, y, radius))[seen].tolist():
                        _paint(pixels, *place)
                    yield pixels

        tifffile.imwrite(
            self.folder / name,
            tiles(),
            shape=(size, size, 3),
            dtype=np.uint8,
            photometric="rgb",
            tile=(tile, tile),
            compression="zlib",
            compressionargs={"level": 1},
        )
        masks = [_disc_mask(*spot, (size, size)) for spot in spots.tolist()]
        self._remember(name, (size, size), masks, [number % 2 for number in range(many)])

    def add_smear(self, name, seed, index, size=(512, 384)):
        """Add a drawn smear."""
        smear = draw_numbered_smear(seed, index, size, 1.4)
        self.add(name, smear.image, smear.masks, smear.labels)

    def write(self, classes=CLASSES):
        """Write ``instances.json``; of a single class all cells are."""
        categories = [{"id": number, "name": name} for number, name in enumerate(classes, start=1)]
        if len(classes) == 1:
            self.annotations = [{**one, "category_id": 1} for one in self.annotations]
        content = {"images": self.images, "annotations": self.annotations, "categories": categories}
        (self.folder / "instances.json").write_text(json.dumps(content))
        return self.folder

    def _disc(self, pixels, x, y, radius):
        _paint(pixels, x, y, radius)
        return _disc_mask(x, y, radius, pixels.shape[1::-1])


def _spots(size, many):
    """Yield middle and radius of many discs in a square, none of which touch."""
    shifts = np.random.default_rng(many).uniform(-0.1, 0.1, (many, 3))
    side = int(np.ceil(many**0.5))
    apart = size / side
    for number, (across, down, wider) in enumerate(shifts.tolist()):
        x = (number % side + 0.5 + across) * apart
        y = (number // side + 0.5 + down) * apart
        yield round(x), round(y), round(apart * (0.3 + 0.7 * wider))


def _disc_mask(x, y, radius, size):
    mask = np.zeros((2 * radius + 1, 2 * radius + 1), np.uint8)
    cv2.circle(mask, (radius, radius), radius, 1, -1)
    return InstanceMask.cut(mask, x - radius, y - radius, size)


def _paint(pixels, x, y, radius):
    cv2.circle(pixels, (x, y), radius, (168, 128, 190), -1)
    cv2.circle(pixels, (x, y), radius * 6 // 10, (92, 44, 128), -1)
