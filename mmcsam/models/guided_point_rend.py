"""PointRend with a guide."""

from mmdet.models.detectors import PointRend
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedPointRend(GuidedDetectorMixin, PointRend):
    """PointRend whose mask heads are steered by a guide.

    :class:`CSAMMaskHead` is the coarse head. The point head samples the levels that the extractor
    names, so its ``in_channels`` is their number times their channels.

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``PointRend``.
    """
