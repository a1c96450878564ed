"""Simulated proposals, to train a guide on."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import cv2
import mmcv
import numpy as np
import torch
from mmdet.registry import DATASETS
from mmengine.dataset import BaseDataset
from pycocotools import mask as mask_utils

from mmcsam.models.unet_guide import crop_rois


@DATASETS.register_module()
class RoICropDataset(BaseDataset):
    """One image crop for each cell of a COCO file, with the mask of that cell alone.

    Section III.B.2: the cell's box plus a margin is cropped from image and mask. Neighbouring
    cells are in the picture but not in the target, so the guide learns to tell the primary cell
    from them. Crops are sampled by the same RoIAlign as in the detector.

    Every item is a dict for the pipeline: ``img`` uint8 BGR (s, s, 3), ``gt_seg_map`` uint8 (s, s)
    with 1 on the primary cell, ``img_path``, ``img_id``, ``ori_shape``, ``img_shape`` and ``roi``,
    the box (x1, y1, x2, y2) in image pixels. Margins are drawn anew each time, but stay the same
    with ``test_mode``.

    Args:
        ann_file: COCO JSON with RLE masks, relative to ``data_root`` if not absolute.
        data_root: Folder of the images.
        crop_size: Side s of the crops: the ``crop_size`` of the guide.
        image_scale: Longest and shortest side to which the detector's ``Resize`` fits its images,
            or None if it takes them as they are. Crops are taken from images resized likewise, so
            that the guide is trained on what it will see.
        max_margin: Each side of the box moves outwards by a share of the box's side drawn from
            U(0, max_margin). The paper adds an unnamed "additional value"; 0.25 here.
        jitter: Each side moves further by a share drawn from U(-jitter, jitter), as proposals
            miss the cell's box. Not in the paper; 0 turns it off.
        category: Class of the cells in ``ann_file``; None takes all its classes. A file that holds
            nucleus, cytoplasm and cell apart needs "cell".
        pipeline: Transforms on the item.
        **kwargs: As in MMEngine's ``BaseDataset``.

    Raises:
        ValueError: If an annotation's segmentation is not compressed RLE, ``category`` is not in
            the file, or there is no cell. Crowd regions (``iscrowd`` 1) are no cells.
    """

    METAINFO = {"classes": ("background", "cell")}

    def __init__(
        self,
        ann_file: str,
        data_root: str = "",
        crop_size: int = 128,
        image_scale: tuple[int, int] | None = None,
        max_margin: float = 0.25,
        jitter: float = 0.05,
        category: str | None = None,
        pipeline: Sequence[dict] = (),
        **kwargs,
    ) -> None:
        self.crop_size = crop_size
        self.image_scale = image_scale
        self.max_margin = max_margin
        self.jitter = jitter
        self.category = category
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            data_prefix=kwargs.pop("data_prefix", {"img_path": ""}),
            pipeline=list(pipeline),
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """Read the cells of the COCO file, one dict a cell."""
        coco = json.loads(Path(self.ann_file).read_text())
        names = {category["id"]: category["name"] for category in coco["categories"]}
        if self.category is not None and self.category not in names.values():
            raise ValueError(
                f"{self.ann_file}: no class {self.category!r}; it has {', '.join(names.values())}"
            )
        cells = defaultdict(list)
        for annotation in coco["annotations"]:
            other_class = self.category not in (None, names[annotation["category_id"]])
            if annotation.get("iscrowd") or other_class:
                continue
            rle = annotation["segmentation"]
            if not isinstance(rle, dict) or not isinstance(rle["counts"], str):
                raise ValueError(
                    f"{self.ann_file}: annotation {annotation['id']} is no compressed RLE: write "
                    "it with data_converters/segpc2coco.py or masks2coco.py"
                )
            cells[annotation["image_id"]].append(annotation)
        folder = Path(self.data_prefix["img_path"])
        data_list = [
            {
                "img_path": str(folder / image["file_name"]),
                "img_id": image["id"],
                "ann_id": annotation["id"],
                "bbox": annotation["bbox"],
                "rle": annotation["segmentation"],
            }
            for image in coco["images"]
            for annotation in cells[image["id"]]
        ]
        if not data_list:
            raise ValueError(f"{self.ann_file}: no cell to crop")
        return data_list

    def get_data_info(self, idx: int) -> dict:
        """Crop cell ``idx``; see ``crop``."""
        # Validation crops are the same each time, so that epochs can be compared.
        return self.crop(idx, np.random.default_rng(idx) if self.test_mode else np.random)

    def crop(self, idx: int, rng: np.random.Generator) -> dict:
        """Crop cell ``idx`` with a margin drawn from ``rng``, before the pipeline.

        Raises:
            FileNotFoundError: If the image cannot be read.
            ValueError: If image and mask differ in size.
        """
        cell = super().get_data_info(idx)
        image = cv2.imread(cell["img_path"], cv2.IMREAD_COLOR)
        if image is None:
            raise FileNotFoundError(
                f"{cell['img_path']}: cannot be read as an image; check data_root of the data set"
            )
        if list(image.shape[:2]) != list(cell["rle"]["size"]):
            raise ValueError(
                f"{cell['img_path']} has {image.shape[:2]} rows and columns, its masks have "
                f"{tuple(cell['rle']['size'])}: convert images and masks of the same size"
            )
        mask = mask_utils.decode(cell["rle"])
        factor = 1.0
        if self.image_scale is not None:
            image, factor = mmcv.imrescale(image, self.image_scale, return_scale=True)
            mask = mmcv.imrescale(mask, self.image_scale, interpolation="nearest")
        roi = self._draw_roi(np.asarray(cell["bbox"]) * factor, mask.shape, rng)
        crop = crop_array(image, roi, self.crop_size).round().astype(np.uint8)
        target = crop_array(mask[..., None].astype(np.float32), roi, self.crop_size)[..., 0] >= 0.5
        return {
            "img": crop,
            "gt_seg_map": target.astype(np.uint8),
            "img_path": cell["img_path"],
            "img_id": cell["img_id"],
            "ann_id": cell["ann_id"],
            "roi": (roi / factor).tolist(),
            "ori_shape": crop.shape[:2],
            "img_shape": crop.shape[:2],
            "sample_idx": cell["sample_idx"],
        }

    def _draw_roi(self, bbox: np.ndarray, shape: tuple[int, int], rng) -> np.ndarray:
        x, y, width, height = bbox
        side = np.array([width, height, width, height])
        outwards = np.array([-1, -1, 1, 1]) * rng.uniform(0, self.max_margin, 4)
        shift = outwards + rng.uniform(-self.jitter, self.jitter, 4)
        roi = np.array([x, y, x + width, y + height]) + shift * side
        # Proposals are clipped to the image too.
        return np.clip(roi, 0, [shape[1], shape[0], shape[1], shape[0]])


def crop_array(array: np.ndarray, roi: np.ndarray, size: int) -> np.ndarray:
    """Crop and resize a box of an array (H, W, C) to float32 (size, size, C) by RoIAlign."""
    # Only the pixels that the box touches, and one more for the interpolation.
    left, top = np.maximum(np.floor(roi[:2]).astype(int) - 1, 0)
    right, bottom = np.ceil(roi[2:]).astype(int) + 1
    window = np.ascontiguousarray(array[top:bottom, left:right].transpose(2, 0, 1))
    box = torch.tensor([[0, *(roi - [left, top, left, top])]], dtype=torch.float32)
    crop = crop_rois(torch.from_numpy(window)[None], box, size)[0]
    return crop.numpy().transpose(1, 2, 0)
