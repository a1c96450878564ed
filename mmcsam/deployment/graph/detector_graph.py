"""A two-stage detector as one function of tensors."""

import torch
from mmdet.models.detectors import MaskRCNN
from torch import Tensor, nn
from torch.nn.functional import pad

from .box_graph import BoxGraph
from .fixed_padding import fix_paddings
from .mask_graph import MaskGraph
from .operators import Operators
from .proposal_graph import ProposalGraph


class DetectorGraph(nn.Module):
    """The whole way from pixels to boxes, scores, classes and masks, the guide's part included.

    ``model.predict`` for one image, without what only a test needs: samples, metainfo, rescaling,
    pasting. Traced, it is what :mod:`mmcsam.inference.backends` run.

    Args:
        model: A detector that :func:`require_exportable` accepts, in evaluation mode; it becomes
            the graph's, and is changed.
        operators: Of the file's format.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, model: MaskRCNN, operators: Operators) -> None:
        super().__init__()
        preprocessor = model.data_preprocessor
        self.reverse_channels = not preprocessor._channel_conversion  # files are read blue first
        self.divisor = preprocessor.pad_size_divisor
        self.fill = float(preprocessor.pad_value)
        self.register_buffer("mean", preprocessor.mean.view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", preprocessor.std.view(1, 3, 1, 1), persistent=False)
        fix_paddings(model)
        self.backbone = model.backbone
        self.neck = model.neck
        self.proposals = ProposalGraph(model.rpn_head, operators)
        self.boxes = BoxGraph(model.roi_head, operators)
        self.masks = MaskGraph(model.roi_head, getattr(model, "guide", None), operators)

    def forward(
        self, image: Tensor, area: Tensor, lowest_score: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Find the objects of an image.

        Args:
            image: (H, W, 3) uint8, red first, at the scale of the training.
            area: A number from 1: how many times larger the image is than those of a test; the
                limits of proposals and objects grow with it.
            lowest_score: A number in [0, 1]: objects of lower scores are left out.

        Returns:
            tuple: Boxes (n, 4), x1 y1 x2 y2 in pixels of ``image``; scores (n,); labels (n,), from
            0; mask logits (n, s, s) on each box. By descending score.
        """
        height, width = torch._shape_as_tensor(image)[:2]
        pixels = image.permute(2, 0, 1)[None].float()
        if self.reverse_channels:
            pixels = pixels.flip(1)
        pixels = (pixels - self.mean) / self.deviation
        below, right = (-side % self.divisor for side in image.shape[:2])
        pixels = pad(pixels, (0, right, 0, below), value=self.fill)
        features = self.neck(self.backbone(pixels))
        size = (height, width)
        proposals = self.proposals(features, size, area)
        boxes, scores, labels = self.boxes(features, proposals, size, area, lowest_score)
        # One box more, whose mask is cut off again: runtimes fail on a batch of nothing.
        more = torch.cat([boxes, boxes.new_tensor([[0, 0, self.divisor, self.divisor]])])
        masks = self.masks(pixels, features, more, torch.cat([labels, labels.new_zeros(1)]))
        return boxes, scores, labels, masks[:-1]
