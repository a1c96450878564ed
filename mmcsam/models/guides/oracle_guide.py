"""A guide that knows the answer."""

import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox_overlaps
from mmengine.model import BaseModel
from torch import Tensor

from mmcsam.ops.crop_rois import crop_rois

from .sample_guide import SampleGuide


@MODELS.register_module()
class OracleGuide(SampleGuide):
    """Give the ground-truth mask of the cell that a RoI overlaps most.

    For studies only: what would a perfect guide gain? It shows the best that the attention can make
    of a mask. It is not in the paper, and no figure made with it says how good a model is.

    Both training and test data must come with ground-truth masks.

    Args:
        crop_size: Side s of the maps.
        init_cfg: Initialisation, as in MMEngine.
    """

    def __init__(self, crop_size: int = 128, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.crop_size = crop_size

    def match_input(self, data_preprocessor: BaseModel) -> None:
        """Do nothing: masks are not normalised."""

    def forward(self, image: Tensor, rois: Tensor) -> Tensor:
        """Return the true mask of every RoI.

        Args:
            image: The detector's input (N, 3, H, W).
            rois: RoIs (R, 5): index in the batch, then x1, y1, x2, y2 in input pixels.

        Returns:
            Share of the cell in each pixel (R, 1, crop_size, crop_size), in [0, 1]; 0 where a RoI
            overlaps no cell.

        Raises:
            ValueError: If the ground truth is missing, or its masks fit neither the network's input
                nor the image file.
        """
        maps = image.new_zeros(len(rois), 1, self.crop_size, self.crop_size)
        for index in rois[:, 0].unique().long().tolist():
            inside = rois[:, 0] == index
            if index >= len(self.samples) or "masks" not in self.samples[index].gt_instances:
                raise ValueError(
                    "OracleGuide needs the ground-truth masks of every image: put "
                    "dict(type='LoadAnnotations', with_bbox=True, with_mask=True) into the "
                    "pipeline, or take another guide"
                )
            maps[inside] = self._true_masks(self.samples[index], rois[inside, 1:])
        return maps

    def _true_masks(self, sample: DetDataSample, boxes: Tensor) -> Tensor:
        cells = sample.gt_instances
        if len(cells) == 0:
            return boxes.new_zeros(len(boxes), 1, self.crop_size, self.crop_size)
        boxes = boxes * boxes.new_tensor(_scale_to_masks(sample) * 2)
        true_boxes = cells.masks.get_bboxes(dst_type="hbox").tensor.to(boxes)
        overlap, cell = bbox_overlaps(boxes, true_boxes).max(dim=1)
        masks = cells.masks.to_tensor(torch.float32, boxes.device)[:, None]
        rois = torch.cat([cell[:, None].to(boxes), boxes], dim=1)
        return crop_rois(masks, rois, self.crop_size) * (overlap > 0).view(-1, 1, 1, 1)


def _scale_to_masks(sample: DetDataSample) -> tuple[float, float]:
    """Return what takes x and y of the network's input to the masks' pixels."""
    size = (sample.gt_instances.masks.height, sample.gt_instances.masks.width)
    inputs = [sample.img_shape, sample.get("batch_input_shape"), sample.get("pad_shape")]
    if size in [tuple(shape[:2]) for shape in inputs if shape is not None]:
        return 1.0, 1.0
    # A test pipeline loads annotations after resizing: they are the file's.
    if size == tuple(sample.ori_shape[:2]):
        return tuple(1 / factor for factor in sample.scale_factor)
    raise ValueError(
        f"OracleGuide: masks of {size} rows and columns fit neither the input {sample.img_shape} "
        f"nor the image {sample.ori_shape}"
    )
