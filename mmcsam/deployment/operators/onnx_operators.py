"""The operators as ONNX has them."""

from typing import Any

import torch
from mmcv.ops import nms, roi_align
from torch import Tensor
from torch.autograd import Function


class OnnxOperators:
    """TopK, NonMaxSuppression and RoiAlign, see :class:`Operators`.

    Each computes in PyTorch and, while a graph is traced for ONNX, becomes one of
    `ONNX's operators <https://onnx.ai/onnx/operators/>`_.
    """

    def best(self, scores: Tensor, limit: Tensor) -> Tensor:
        """Choose the highest scores."""
        return _TopK.apply(scores, torch.minimum(limit, torch._shape_as_tensor(scores)[0]))

    def suppress(self, boxes: Tensor, scores: Tensor, overlap: float, limit: Tensor) -> Tensor:
        """Suppress boxes that overlap one of a higher score."""
        return _NonMaxSuppression.apply(boxes, scores, overlap, limit)

    def crop(
        self, feature_map: Tensor, boxes: Tensor, size: int, scale: float, sampling_ratio: int
    ) -> Tensor:
        """Crop boxes by average RoIAlign."""
        return _RoIAlign.apply(feature_map, boxes, size, scale, sampling_ratio)


class _TopK(Function):
    @staticmethod
    def forward(ctx: Any, scores: Tensor, count: Tensor) -> Tensor:
        return scores.topk(int(count)).indices

    @staticmethod
    def symbolic(g: Any, scores: Any, count: Any) -> Any:
        count = g.op("Reshape", count, _constant(g, [1]))
        _, indices = g.op("TopK", scores, count, largest_i=1, sorted_i=1, outputs=2)
        return indices


class _NonMaxSuppression(Function):
    @staticmethod
    def forward(ctx: Any, boxes: Tensor, scores: Tensor, overlap: float, limit: Tensor) -> Tensor:
        if boxes.shape[0] == 0:
            return scores.new_zeros(0, dtype=torch.long)
        return nms(boxes, scores, overlap)[1][: int(limit)]

    @staticmethod
    def symbolic(g: Any, boxes: Any, scores: Any, overlap: float, limit: Any) -> Any:
        boxes = g.op("Unsqueeze", boxes, _constant(g, [0]))
        scores = g.op("Unsqueeze", scores, _constant(g, [0, 1]))
        limit = g.op("Reshape", limit, _constant(g, [1]))
        # Rows of image, class and number of the box.
        kept = g.op("NonMaxSuppression", boxes, scores, limit, _constant(g, [float(overlap)]))
        return g.op("Gather", kept, _constant(g, 2), axis_i=1)


class _RoIAlign(Function):
    @staticmethod
    def forward(
        ctx: Any, feature_map: Tensor, boxes: Tensor, size: int, scale: float, sampling_ratio: int
    ) -> Tensor:
        rois = torch.cat([boxes.new_zeros(boxes.shape[0], 1), boxes], dim=1)
        # mmcv reads memory as if it were contiguous, which channels_last is not.
        features = feature_map.contiguous()
        return roi_align(features, rois, (size, size), scale, sampling_ratio, "avg", True)

    @staticmethod
    def symbolic(
        g: Any, feature_map: Any, boxes: Any, size: int, scale: float, sampling_ratio: int
    ) -> Any:
        count = g.op("Gather", g.op("Shape", boxes), _constant(g, [0]))
        images = g.op("ConstantOfShape", count, value_t=torch.tensor([0]))
        return g.op(
            "RoiAlign",
            feature_map,
            boxes,
            images,
            coordinate_transformation_mode_s="half_pixel",
            mode_s="avg",
            output_height_i=size,
            output_width_i=size,
            sampling_ratio_i=sampling_ratio,
            spatial_scale_f=scale,
        )


def _constant(g: Any, value: Any) -> Any:
    return g.op("Constant", value_t=torch.tensor(value))
