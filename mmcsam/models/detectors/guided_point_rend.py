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

    Raises:
        ValueError: If the point head's ``in_channels`` is another number, or as in
            :class:`GuidedDetectorMixin`.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        extractor, point_head = self.roi_head.mask_roi_extractor, self.roi_head.point_head
        sampled = extractor.num_inputs * extractor.out_channels
        if point_head.in_channels != sampled:
            raise ValueError(
                f"point_head has in_channels={point_head.in_channels}, but it samples "
                f"{extractor.num_inputs} levels of {extractor.out_channels} channels: set it to "
                f"{sampled}"
            )
