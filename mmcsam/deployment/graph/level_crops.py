"""RoI features from the one level that suits each box, as a graph."""

import torch
from mmdet.models.roi_heads.roi_extractors import SingleRoIExtractor
from torch import Tensor

from .operators import Operators


def crop_by_level(
    extractor: SingleRoIExtractor,
    features: tuple[Tensor, ...],
    boxes: Tensor,
    operators: Operators,
) -> Tensor:
    """Crop each box from one level, as ``SingleRoIExtractor`` does.

    Args:
        extractor: The detector's.
        features: Levels (1, C, H, W), as many as it has layers or more.
        boxes: (n, 4) in input pixels.
        operators: Of the file's format.

    Returns:
        (n, C, s, s), in the order of the boxes.
    """
    side = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1).sqrt()
    level = torch.log2(side / extractor.finest_scale + 1e-6).floor()
    level = level.clamp(0, extractor.num_inputs - 1)
    crops, order = [], []
    for number, layer in enumerate(extractor.roi_layers):
        mine = (level == number).nonzero()[:, 0]
        order.append(mine)
        crops.append(
            operators.crop(
                features[number],
                boxes[mine],
                layer.output_size[0],
                layer.spatial_scale,
                layer.sampling_ratio,
            )
        )
    # Ascending numbers, by the one operator that sorts.
    places = torch.cat(order).to(boxes)
    back = operators.best(-places, torch._shape_as_tensor(places)[0])
    return torch.cat(crops)[back]
