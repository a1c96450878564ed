"""The part of an image that crops of one cell can come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mmcv
import numpy as np
import torch
from pycocotools import mask as mask_utils

from mmcsam.images.cell_image import read_cell_image
from mmcsam.images.intensity import IntensityMapping
from mmcsam.ops.crop_rois import crop_rois


@dataclass(frozen=True)
class CellWindow:
    """A cell with its surroundings, cut out so that jittered boxes can be cropped from it.

    Crops are those from the whole image, bit by bit: no pixel is resampled before a crop.

    Attributes:
        image: (h, w, 3) BGR, uint8.
        primary: RLE (h, w) of the cell.
        others: RLE (h, w) of all other cells together.
        left: Column of the image where the window begins.
        top: Row, likewise.
        bbox: (4,) x1, y1, x2, y2 of the cell, in pixels of the image.
        image_size: Width and height of the image.
        factor: What the image file was scaled by; all pixels here are behind that.
    """

    image: np.ndarray
    primary: dict
    others: dict
    left: int
    top: int
    bbox: np.ndarray
    image_size: tuple[int, int]
    factor: float

    def crop(self, roi: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Crop and resize a box by the detector's RoIAlign.

        Args:
            roi: (4,) x1, y1, x2, y2 in pixels of the image, within the window's reach.
            size: Side s of the crop.

        Returns:
            The image (s, s, 3), BGR uint8, and the labels (s, s), uint8: 1 on the cell, 2 on other
            cells, 0 elsewhere.
        """
        image = self._align(self.image, roi, size).round().astype(np.uint8)
        masks = np.stack([mask_utils.decode(rle) for rle in (self.primary, self.others)], axis=-1)
        primary, others = np.moveaxis(self._align(masks, roi, size) >= 0.5, -1, 0)
        return image, np.where(primary, 1, 2 * others).astype(np.uint8)

    def _align(self, array: np.ndarray, roi: np.ndarray, size: int) -> np.ndarray:
        # Only the pixels that the box touches, and one more for the interpolation.
        left, top = np.maximum(np.floor(roi[:2]).astype(int) - 1, 0)
        right, bottom = np.ceil(roi[2:]).astype(int) + 1
        part = array[top - self.top : bottom - self.top, left - self.left : right - self.left]
        features = torch.from_numpy(np.ascontiguousarray(part.transpose(2, 0, 1), np.float32))
        box = torch.tensor([[0, *(roi - [left, top, left, top])]], dtype=torch.float32)
        return crop_rois(features[None], box, size)[0].numpy().transpose(1, 2, 0)


def cut_windows(
    image_path: str,
    cells: Sequence[dict],
    chosen: Sequence[int],
    image_scale: tuple[int, int] | None,
    reach: float,
    mapping: IntensityMapping | None = None,
) -> list[CellWindow]:
    """Read an image and cut out the windows of some of its cells.

    Args:
        image_path: The image file.
        cells: All cells of the image: ``bbox`` (x, y, width, height) and ``rle`` of each.
        chosen: Which of them to cut out.
        image_scale: As in ``RoICropDataset``.
        reach: How far beyond the cell's box crops may go, as a share of its sides.
        mapping: Of images of more than 8 bits.

    Raises:
        FileNotFoundError: If there is no such image.
        ValueError: If it cannot be decoded, or image and mask differ in size.
    """
    path = Path(image_path)
    if not path.is_file():
        raise FileNotFoundError(
            f"{image_path}: cannot be read as an image; check data_root of the data set"
        )
    image = read_cell_image(path, mapping)
    for cell in cells:
        if list(image.shape[:2]) != list(cell["rle"]["size"]):
            raise ValueError(
                f"{image_path} has {image.shape[:2]} rows and columns, its masks have "
                f"{tuple(cell['rle']['size'])}: convert images and masks of the same size"
            )
    factor = 1.0
    if image_scale is not None:
        image, factor = mmcv.imrescale(image, image_scale, return_scale=True)
    masks: dict[int, np.ndarray] = {}

    def mask(index: int) -> np.ndarray:
        if index not in masks:
            masks[index] = mask_utils.decode(cells[index]["rle"])
            if image_scale is not None:
                masks[index] = mmcv.imrescale(masks[index], image_scale, interpolation="nearest")
        return masks[index]

    boxes = np.array([cell["bbox"] for cell in cells], float) * factor
    boxes[:, 2:] += boxes[:, :2]
    limits = np.array(image.shape[1::-1])
    windows = []
    for index in chosen:
        box = boxes[index]
        extent = reach * (box[2:] - box[:2])
        # Two pixels more: RoIAlign interpolates, and a drawn box may be rounded outwards.
        left, top = np.clip(np.floor(box[:2] - extent).astype(int) - 2, 0, limits)
        right, bottom = np.clip(np.ceil(box[2:] + extent).astype(int) + 2, 0, limits)
        place = slice(top, bottom), slice(left, right)
        others = np.zeros((bottom - top, right - left), np.uint8)
        for other, (x1, y1, x2, y2) in enumerate(boxes):
            if other != index and x1 < right and x2 > left and y1 < bottom and y2 > top:
                others |= mask(other)[place]
        windows.append(
            CellWindow(
                image=image[place].copy(),  # a view would keep the whole image in memory
                primary=mask_utils.encode(np.asfortranarray(mask(index)[place])),
                others=mask_utils.encode(np.asfortranarray(others)),
                left=int(left),
                top=int(top),
                bbox=box,
                image_size=tuple(limits.tolist()),
                factor=factor,
            )
        )
    return windows
