"""Simulated proposals, to train a guide on."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
from mmdet.registry import DATASETS
from mmengine.dataset import BaseDataset
from mmengine.logging import print_log
from pycocotools import mask as mask_api

from mmcsam.coco.data import CocoImage
from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.coco.reader import read_coco
from mmcsam.jobs.progress import progress

from .cell_window import CellWindow, cut_windows


@DATASETS.register_module()
class RoICropDataset(BaseDataset):
    """One image crop for each cell of a COCO file, with the mask of that cell alone.

    Section III.B.2: the cell's box plus a margin is cropped from image and mask. Neighbouring
    cells are in the picture but not in the target, so the guide learns to tell the primary cell
    from them. Crops are sampled by the same RoIAlign as in the detector. Images of more than 8
    bits go through the mapping that the COCO file records.

    Every item is a dict for the pipeline: ``img`` uint8 BGR (s, s, 3), ``gt_seg_map`` uint8 (s, s)
    with 1 on the primary cell and 2 on other cells, ``img_path``, ``img_id``, ``ori_shape``,
    ``img_shape`` and ``roi``, the box (x1, y1, x2, y2) in image pixels. Margins are drawn anew each
    time, but stay the same with ``test_mode``.

    Args:
        ann_file: COCO JSON with masks, relative to ``data_root`` if not absolute.
        data_root: Folder of the images.
        crop_size: Side s of the crops: the ``crop_size`` of the guide.
        image_scale: Longest and shortest side to which the detector's ``Resize`` fits its images,
            or None if it takes them as they are. Crops are taken from images resized likewise, so
            that the guide is trained on what it will see.
        max_margin: Each side of the box moves outwards by a share of the box's side drawn from
            U(0, max_margin). The paper adds an unnamed "additional value"; 0.25 here.
        jitter: Each side moves further by a share drawn from U(-jitter, jitter), as proposals
            miss the cell's box. Not in the paper; 0 turns it off.
        cache: Read every image once, at the start, and keep the cells' surroundings in memory, as
            far as crops can reach: 3 bytes a pixel. Crops are the same, bit by bit. Processes that
            load data share the memory where they are forked, which is the default on Linux.
        category: Class of the cells in ``ann_file``; None takes all its classes. A file that holds
            nucleus, cytoplasm and cell apart needs "cell".
        pipeline: Transforms on the item.
        **kwargs: As in MMEngine's ``BaseDataset``.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If a number is out of range, the file is not in COCO's form, a mask is empty,
            ``category`` is not in it, or there is no cell. Crowd regions (``iscrowd`` 1) are none.
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
        cache: bool = False,
        category: str | None = None,
        pipeline: Sequence[dict] = (),
        **kwargs,
    ) -> None:
        if crop_size < 1:
            raise ValueError(f"crop_size is {crop_size}, expected 1 pixel or more")
        if image_scale is not None and min(image_scale) < 1:
            raise ValueError(
                f"image_scale is {image_scale}, expected two sides of 1 or more pixels"
            )
        for name, share in (("max_margin", max_margin), ("jitter", jitter)):
            if not 0 <= share < float("inf"):
                raise ValueError(f"{name} is {share}, expected a share of 0 or more")
        self.crop_size = crop_size
        self.image_scale = image_scale
        self.max_margin = max_margin
        self.jitter = jitter
        self.cache = cache
        self._windows: list[CellWindow] = []
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
        coco = read_coco(self.ann_file)
        self._mapping = recorded_intensity(self.ann_file)
        for note in coco.notes:
            print_log(f"{self.ann_file}: {note}", logger="current", level=logging.WARNING)
        if self.category not in (None, *coco.categories):
            raise ValueError(
                f"{self.ann_file}: no class {self.category!r}; it has {', '.join(coco.categories)}"
            )
        # Not in each cell's entry: a crop needs all cells of its image, for its neighbours.
        self._cells = {image.id: self._cells_of(image) for image in coco.images}
        folder = Path(self.data_prefix["img_path"])
        data_list = [
            {
                "img_path": str(folder / image.file_name),
                "img_id": image.id,
                "ann_id": cell["ann_id"],
                "place": place,
            }
            for image in coco.images
            for place, cell in enumerate(self._cells[image.id])
        ]
        if not data_list:
            raise ValueError(f"{self.ann_file}: no cell to crop")
        return data_list

    def _cells_of(self, image: CocoImage) -> list[dict]:
        cells = []
        for instance in image.instances:
            if instance.crowd or self.category not in (None, instance.category):
                continue
            box = mask_api.toBbox(instance.rle).tolist()
            if not all(box[2:]):
                raise ValueError(
                    f"{self.ann_file}: annotation {instance.id} of {image.file_name} has an empty "
                    "mask; `python -m mmcsam check` lists such entries"
                )
            cells.append({"ann_id": instance.id, "bbox": box, "rle": instance.rle})
        return cells

    def full_init(self) -> None:
        """Read the COCO file and, with ``cache``, the images."""
        super().full_init()
        if not self.cache or self._windows:
            return
        places = defaultdict(list)
        for index in range(len(self)):
            places[super().get_data_info(index)["img_path"]].append(index)
        windows: dict[int, CellWindow] = {}
        # The images' bytes are in the cache before the loader's processes are forked.
        for indices in progress(places.values(), "cells into memory", len(places)):
            windows |= zip(indices, self._cut(indices), strict=True)
        self._windows = [windows[index] for index in range(len(self))]

    def get_data_info(self, idx: int) -> dict:
        """Crop cell ``idx``; see ``crop``."""
        # Validation crops are the same each time, so that epochs can be compared.
        return self.crop(idx, np.random.default_rng(idx) if self.test_mode else np.random)

    def crop(self, idx: int, rng: np.random.Generator | ModuleType) -> dict:
        """Crop cell ``idx`` with a margin drawn from ``rng``, before the pipeline.

        Raises:
            FileNotFoundError: If the image cannot be read.
            ValueError: If image and mask differ in size.
        """
        cell = super().get_data_info(idx)
        window = self._windows[idx] if self.cache else self._cut([idx])[0]
        roi = self._draw_roi(window, rng)
        image, labels = window.crop(roi, self.crop_size)
        return {
            "img": image,
            "gt_seg_map": labels,
            "img_path": cell["img_path"],
            "img_id": cell["img_id"],
            "ann_id": cell["ann_id"],
            "roi": (roi / window.factor).tolist(),
            "ori_shape": image.shape[:2],
            "img_shape": image.shape[:2],
            "sample_idx": cell["sample_idx"],
        }

    def _cut(self, indices: Sequence[int]) -> list[CellWindow]:
        """Cut out the windows of cells that are on one image."""
        infos = [super(RoICropDataset, self).get_data_info(index) for index in indices]
        return cut_windows(
            infos[0]["img_path"],
            self._cells[infos[0]["img_id"]],
            [info["place"] for info in infos],
            self.image_scale,
            self.max_margin + self.jitter,
            self._mapping,
        )

    def _draw_roi(self, window: CellWindow, rng) -> np.ndarray:
        side = np.tile(window.bbox[2:] - window.bbox[:2], 2)
        outwards = np.array([-1, -1, 1, 1]) * rng.uniform(0, self.max_margin, 4)
        shift = outwards + rng.uniform(-self.jitter, self.jitter, 4)
        # Proposals are clipped to the image too.
        return np.clip(window.bbox + shift * side, 0, window.image_size * 2)
