"""A region proposal network as a graph."""

import torch
from mmdet.models.dense_heads import RPNHead
from torch import Tensor, nn

from .boxes import apart, decode_boxes
from .operators import Operators


class ProposalGraph(nn.Module):
    """What ``RPNHead.predict`` does with one image.

    Args:
        head: The trained head.
        operators: Of the file's format.
    """

    def __init__(self, head: RPNHead, operators: Operators) -> None:
        super().__init__()
        self.head = head
        self.operators = operators

    def forward(
        self, features: tuple[Tensor, ...], size: tuple[Tensor, Tensor], area: Tensor
    ) -> Tensor:
        """Propose boxes.

        Args:
            features: Levels (1, C, H, W).
            size: Height and width of the image, without padding.
            area: How many times larger the image is than those that limits are made for.

        Returns:
            Boxes (n, 4), x1 y1 x2 y2, clipped to the image.
        """
        config = self.head.test_cfg
        boxes, scores, levels = [], [], []
        for level, (objectness, deltas) in enumerate(zip(*self.head(features), strict=True)):
            found = objectness[0].permute(1, 2, 0).reshape(-1).sigmoid()
            best = self.operators.best(found, _limit(config["nms_pre"], area))
            scores.append(found[best])
            moves = deltas[0].permute(1, 2, 0).reshape(-1, 4)[best]
            anchors = self._anchors(level, objectness)[best]
            boxes.append(decode_boxes(self.head.bbox_coder, anchors, moves, size))
            levels.append(torch.full_like(found[best], level))
        joined, score, group = torch.cat(boxes), torch.cat(scores), torch.cat(levels)
        smallest = (joined[:, 2:] - joined[:, :2]).amin(dim=1)
        large = (smallest > config.get("min_bbox_size", -1)).nonzero()[:, 0]
        joined, score, group = joined[large], score[large], group[large]
        kept = self.operators.suppress(
            apart(joined, group, size),
            score,
            config["nms"]["iou_threshold"],
            _limit(config["max_per_img"], area),
        )
        return joined[kept]

    def _anchors(self, level: int, level_map: Tensor) -> Tensor:
        """Return the anchors (n, 4) of a map (1, A, H, W), in its head's order."""
        generator = self.head.prior_generator
        across, down = generator.strides[level]
        x = torch.arange(level_map.shape[3], device=level_map.device) * across
        y = torch.arange(level_map.shape[2], device=level_map.device) * down
        grid = torch.stack(
            [x[None].expand(level_map.shape[2], -1), y[:, None].expand(-1, level_map.shape[3])],
            dim=-1,
        ).reshape(-1, 1, 2)
        base = generator.base_anchors[level].to(level_map)
        return (base + torch.cat([grid, grid], dim=-1)).reshape(-1, 4)


def _limit(number: int, area: Tensor) -> Tensor:
    return (number * area).round().long()
