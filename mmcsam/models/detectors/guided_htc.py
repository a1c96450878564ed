"""Hybrid task cascade with a guide."""

from mmdet.models.detectors import HybridTaskCascade
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedHybridTaskCascade(GuidedDetectorMixin, HybridTaskCascade):
    """Hybrid task cascade whose mask heads are steered by a guide.

    Mask heads are :class:`CSAMHTCMaskHead`. Semantic features can be fused into the boxes only
    (``semantic_fusion=("bbox",)``), as there is no one feature map of a RoI to add them to.

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``HybridTaskCascade``.

    Raises:
        ValueError: If semantic features are to be fused into the masks, or as in
            :class:`GuidedDetectorMixin`.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.roi_head.with_semantic and "mask" in self.roi_head.semantic_fusion:
            raise ValueError(
                f"roi_head has semantic_fusion={tuple(self.roi_head.semantic_fusion)}, but the "
                "mask head fuses several feature maps of a RoI: set it to ('bbox',)"
            )
