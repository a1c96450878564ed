"""What makes a detector guided."""

from mmdet.registry import MODELS
from torch import Tensor

from .csam import CSAM
from .roi_features import ImageFeatures


class GuidedDetectorMixin:
    """Give a two-stage detector a guide, for the cross spatial attention of its mask head.

    Put it in front of the detector: ``class GuidedMaskRCNN(GuidedDetectorMixin, MaskRCNN)``. The
    image reaches the guide inside the tuple of features, see :class:`ImageFeatures`.

    Args:
        guide: Config of the guide, e.g. ``dict(type="UNetGuide", ...)``, or None.
        **kwargs: As in the detector.

    Raises:
        ValueError: If there is a guide without a CSAM to use it, or a CSAM without a guide.
    """

    def __init__(self, *args, guide: dict | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        has_csam = any(isinstance(module, CSAM) for module in self.modules())
        if has_csam != (guide is not None):
            raise ValueError(
                "the mask head has a CSAM but the detector no guide: set guide=dict(type="
                "'UNetGuide', ...), or mask_head.csam=None"
                if has_csam
                else "the detector has a guide but no mask head with a CSAM uses it: set "
                "mask_head=dict(type='CSAMMaskHead', csam=dict(type='CSAM')), or guide=None"
            )
        self.guide = None
        if guide is not None:
            self.guide = MODELS.build(guide)
            self.guide.match_input(self.data_preprocessor)

    def extract_feat(self, batch_inputs: Tensor) -> tuple[Tensor, ...]:
        """Extract the pyramid of images (N, 3, H, W); it carries the image and the guide along."""
        feats = super().extract_feat(batch_inputs)
        if self.guide is None:
            return feats
        return ImageFeatures(feats, batch_inputs, self.guide)
