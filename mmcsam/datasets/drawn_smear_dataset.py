"""Smears that are drawn while a model trains."""

from collections.abc import Sequence

import numpy as np
from mmdet.registry import DATASETS
from mmengine.dataset import BaseDataset

from mmcsam.synthesis.marrow.smear import CLASSES, draw_numbered_smear


@DATASETS.register_module()
class DrawnSmearDataset(BaseDataset):
    """Any number of drawn bone-marrow smears, each drawn by the process that loads it.

    Nothing is on disk: an image depends on ``seed`` and its index alone, so that it is the same in
    each process and epoch and, but for rounding, on each machine.

    Every item has ``img`` (uint8 BGR), which ``mmdet.LoadImageFromNDArray`` takes, and
    ``instances`` with masks as RLE, which ``LoadAnnotations(with_mask=True)`` takes.

    Args:
        images: How many; drawing one takes a tenth of a second, so that a million are as good as
            endless.
        seed: Seed, 0 or above; another one draws other images.
        size: Width and height in pixels.
        cell_sizes: By how much cells are larger or smaller than a seventh of the width at most.
        pipeline: Transforms on the item.
        **kwargs: As in MMEngine's ``BaseDataset``. ``metainfo`` with the class "plasma cell"
            alone leaves the other nucleated cells without label.

    Raises:
        ValueError: If ``images`` is below 1, or a class is not one that is drawn.
    """

    METAINFO = {"classes": CLASSES}

    def __init__(
        self,
        images: int,
        seed: int = 0,
        size: tuple[int, int] = (512, 384),
        cell_sizes: float = 1.4,
        pipeline: Sequence[dict] = (),
        **kwargs,
    ) -> None:
        if images < 1:
            raise ValueError(f"images is {images}, expected 1 or more")
        self.images = images
        self.seed = seed
        self.size = (size[0], size[1])  # a config may have a list
        self.cell_sizes = cell_sizes
        super().__init__(pipeline=list(pipeline), **kwargs)

    def load_data_list(self) -> list[dict]:
        """Return one dict an image, without its pixels."""
        if unknown := set(self.metainfo["classes"]) - set(CLASSES):
            raise ValueError(f"classes {sorted(unknown)} are not drawn, expected some of {CLASSES}")
        return [{"img_id": index} for index in range(self.images)]

    def get_data_info(self, idx: int) -> dict:
        """Draw image ``idx``, before the pipeline."""
        info = super().get_data_info(idx)
        smear = draw_numbered_smear(self.seed, info["img_id"], self.size, self.cell_sizes)
        classes = self.metainfo["classes"]
        instances = []
        for mask, label in zip(smear.masks, smear.labels, strict=True):
            if CLASSES[label] in classes:
                x, y, width, height = mask.bbox
                instances.append(
                    {
                        "bbox": [x, y, x + width, y + height],
                        "bbox_label": classes.index(CLASSES[label]),
                        "mask": mask.rle,
                        "ignore_flag": 0,
                    }
                )
        info.update(
            img=np.ascontiguousarray(smear.image[..., ::-1]),
            img_path=None,
            width=self.size[0],
            height=self.size[1],
            instances=instances,
        )
        return info
