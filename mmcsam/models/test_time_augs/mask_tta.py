"""Test-time augmentation for instance masks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from mmdet.models.test_time_augs import DetTTAModel
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox_flip
from mmengine.structures import InstanceData
from torch import Tensor

from mmcsam.structures.placed_crops import shared_pixels
from mmcsam.structures.rle import cut_to_box, decode_crop, encode_crop

_FLIPS = {
    "horizontal": (slice(None), slice(None, None, -1)),
    "vertical": (slice(None, None, -1), slice(None)),
    "diagonal": (slice(None, None, -1), slice(None, None, -1)),
}


@dataclass
class _Instance:
    """One view's prediction in the frame of the image, its mask cut to its bounding box."""

    view: int
    label: int
    score: float
    box: Tensor
    crop: np.ndarray
    left: int
    top: int

    @property
    def right(self) -> int:
        return self.left + self.crop.shape[1]

    @property
    def bottom(self) -> int:
        return self.top + self.crop.shape[0]


@MODELS.register_module()
class MaskTTAModel(DetTTAModel):
    """Merge the instance masks that a detector predicts for several views of an image.

    MMDetection's ``DetTTAModel`` refuses masks (https://github.com/open-mmlab/mmdetection, issue
    10705). The winner of the SegPC-2021 challenge, XLAB, tested with flips in four ways. Views may
    be flipped and of any scale: the detector gives masks and boxes at the image's own scale.

    The grouping follows weighted boxes fusion (Solovyev et al., https://arxiv.org/abs/1910.13302),
    with the IoU of masks. From the highest score down, a prediction joins the group with whose
    first member it overlaps most, if that is of the same class, the IoU is above the threshold and
    the group has no prediction of the same view yet; else it opens a group. Of a group come

    - the mask: the pixels for which members with more than half of the group's scores vote,
    - the box: the members' mean, weighted by score,
    - the score: the sum of the members' scores over the number of *views*, so that an object that
      all views show comes before one that few show.

    Args:
        tta_cfg: ``iou_threshold`` (default 0.5) and ``max_per_img`` (default 100): how many objects
            of the highest scores to keep.
        **kwargs: As in MMEngine's ``BaseTTAModel``; ``module`` is the detector.

    Raises:
        ValueError: If ``tta_cfg`` has other keys, or ``iou_threshold`` is not in [0, 1).
    """

    def __init__(self, tta_cfg: dict | None = None, **kwargs) -> None:
        settings = {"iou_threshold": 0.5, "max_per_img": 100, **(tta_cfg or {})}
        if len(settings) > 2:
            raise ValueError(
                f"tta_cfg of MaskTTAModel takes iou_threshold and max_per_img, got {tta_cfg}"
            )
        if not 0 <= settings["iou_threshold"] < 1:
            raise ValueError(f"iou_threshold={settings['iou_threshold']} must lie in [0, 1)")
        super().__init__(tta_cfg=settings, **kwargs)

    def _merge_single_sample(self, data_samples: Sequence[DetDataSample]) -> DetDataSample:
        """Merge the views of one image.

        Args:
            data_samples: One of each view, with ``pred_instances.masks`` as a tensor (n, H, W) or
                as a list of RLEs, and ``ori_shape``, ``flip`` and ``flip_direction``.

        Returns:
            DetDataSample: The first one, with merged predictions; masks in the format they came in.

        Raises:
            ValueError: If the predictions have no masks, or a sample does not say if it is flipped.
        """
        instances = []
        for view, sample in enumerate(data_samples):
            instances += _restore(view, sample)
        instances.sort(key=lambda instance: -instance.score)
        groups: list[list[_Instance]] = []
        for instance in instances:
            overlaps = [_overlap(group, instance) for group in groups]
            best = max(range(len(groups)), key=overlaps.__getitem__, default=None)
            if best is not None and overlaps[best] > self.tta_cfg["iou_threshold"]:
                groups[best].append(instance)
            else:
                groups.append([instance])
        return self._pack(groups, data_samples)

    def _pack(
        self, groups: list[list[_Instance]], data_samples: Sequence[DetDataSample]
    ) -> DetDataSample:
        sample = data_samples[0]
        like = sample.pred_instances
        scores = [sum(m.score for m in group) / len(data_samples) for group in groups]
        order = np.argsort([-score for score in scores], kind="stable")
        order = order[: self.tta_cfg["max_per_img"]].tolist()
        groups = [groups[index] for index in order]
        boxes = [_fuse_boxes(group) for group in groups]
        merged = InstanceData(
            bboxes=torch.stack(boxes) if boxes else like.bboxes.new_zeros(0, 4),
            scores=like.scores.new_tensor([scores[index] for index in order]),
            labels=like.labels.new_tensor([group[0].label for group in groups]),
        )
        height, width = sample.ori_shape[:2]
        fused = [_fuse_masks(group) for group in groups]
        # A view without detections has no RLE but a tensor of no masks.
        if all(isinstance(view.pred_instances.masks, Tensor) for view in data_samples):
            masks = torch.zeros(len(groups), height, width, dtype=torch.bool)
            for mask, (crop, left, top) in zip(masks, fused, strict=True):
                rows, cols = crop.shape
                mask[top : top + rows, left : left + cols] = torch.from_numpy(crop)
            merged.masks = masks.to(like.masks.device)
        else:
            merged.masks = [encode_crop(*placed, (width, height)) for placed in fused]
        sample.pred_instances = merged
        return sample


def _restore(view: int, sample: DetDataSample) -> list[_Instance]:
    """Cut a view's masks to their boxes and flip them back."""
    if "masks" not in sample.pred_instances:
        raise ValueError(
            "MaskTTAModel merges masks, and the detector predicts none: use DetTTAModel for boxes"
        )
    if "flip" not in sample:
        raise ValueError(
            "the data samples do not say whether they are flipped: add 'flip' and 'flip_direction' "
            "to the meta_keys of PackDetInputs in tta_pipeline"
        )
    found = sample.pred_instances.detach()
    direction = sample.flip_direction if sample.flip else None
    height, width = sample.ori_shape[:2]
    boxes = found.bboxes
    if direction:
        boxes = bbox_flip(boxes, (height, width), direction)
    masks = found.masks.cpu().numpy() if isinstance(found.masks, Tensor) else found.masks
    instances = []
    for mask, box, score, label in zip(
        masks, boxes, found.scores.tolist(), found.labels.tolist(), strict=True
    ):
        if score == 0:  # no vote
            continue
        crop, left, top = decode_crop(mask) if isinstance(mask, dict) else cut_to_box(mask)
        if direction:
            crop = crop[_FLIPS[direction]]
            if direction != "vertical":
                left = width - left - crop.shape[1]
            if direction != "horizontal":
                top = height - top - crop.shape[0]
        instances.append(_Instance(view, label, score, box, crop.astype(bool), left, top))
    return instances


def _overlap(group: list[_Instance], instance: _Instance) -> float:
    """Return the IoU with the group's first member; 0 for another class or a view it has."""
    if group[0].label != instance.label or any(m.view == instance.view for m in group):
        return 0.0
    return _iou(group[0], instance)


def _iou(one: _Instance, other: _Instance) -> float:
    both = shared_pixels((one.crop, one.left, one.top), (other.crop, other.left, other.top))
    if not both:  # also of empty masks, whose union is empty too
        return 0.0
    return both / (np.count_nonzero(one.crop) + np.count_nonzero(other.crop) - both)


def _fuse_masks(members: list[_Instance]) -> tuple[np.ndarray, int, int]:
    left, top = min(m.left for m in members), min(m.top for m in members)
    right, bottom = max(m.right for m in members), max(m.bottom for m in members)
    votes = np.zeros((bottom - top, right - left))
    for m in members:
        votes[m.top - top : m.bottom - top, m.left - left : m.right - left] += m.score * m.crop
    return votes > sum(m.score for m in members) / 2, left, top


def _fuse_boxes(members: list[_Instance]) -> Tensor:
    boxes = torch.stack([m.box for m in members])
    scores = boxes.new_tensor([m.score for m in members])
    return (scores[:, None] * boxes).sum(dim=0) / scores.sum()
