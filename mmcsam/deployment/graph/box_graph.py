"""A box head as a graph."""

import torch
from mmdet.models.roi_heads import StandardRoIHead
from torch import Tensor, nn

from mmcsam.inference.backends.detection import OBJECTS

from .boxes import apart, decode_boxes
from .level_crops import crop_by_level
from .operators import Operators


class BoxGraph(nn.Module):
    """What ``StandardRoIHead.predict_bbox`` does with one image.

    Args:
        roi_head: The trained heads.
        operators: Of the file's format.
    """

    def __init__(self, roi_head: StandardRoIHead, operators: Operators) -> None:
        super().__init__()
        self.roi_head = roi_head
        self.operators = operators

    def forward(
        self,
        features: tuple[Tensor, ...],
        proposals: Tensor,
        size: tuple[Tensor, Tensor],
        area: Tensor,
        lowest_score: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Classify and refine proposals.

        Args:
            features: Levels (1, C, H, W).
            proposals: (n, 4).
            size: Height and width of the image, without padding.
            area: How many times larger the image is than those that limits are made for.
            lowest_score: Objects of lower scores are left out.

        Returns:
            tuple: Boxes (k, 4), scores (k,) and labels (k,), by descending score.
        """
        head, config = self.roi_head.bbox_head, self.roi_head.test_cfg
        crops = crop_by_level(self.roi_head.bbox_roi_extractor, features, proposals, self.operators)
        logits, deltas = head(crops)
        scores = logits.softmax(dim=-1)[:, :-1]
        if head.reg_class_agnostic:
            boxes = decode_boxes(head.bbox_coder, proposals, deltas, size)[:, None]
            boxes = boxes.expand(-1, head.num_classes, -1).reshape(-1, 4)
        else:
            each = proposals[:, None].expand(-1, head.num_classes, -1).reshape(-1, 4)
            boxes = decode_boxes(head.bbox_coder, each, deltas.reshape(-1, 4), size)
        labels = torch.arange(head.num_classes, device=scores.device).expand_as(scores).reshape(-1)
        scores = scores.reshape(-1)
        # As in PyTorchBackend: what is no more than this goes.
        above = (scores > torch.clamp(lowest_score - 1e-6, min=config["score_thr"])).nonzero()[:, 0]
        boxes, scores, labels = boxes[above], scores[above], labels[above]
        groups = labels * 0 if config["nms"].get("class_agnostic") else labels
        kept = self.operators.suppress(
            apart(boxes, groups, size),
            scores,
            config["nms"]["iou_threshold"],
            (max(OBJECTS, config["max_per_img"]) * area).round().long(),
        )
        return boxes[kept], scores[kept], labels[kept]
