"""What makes a detector guided."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

from mmdet.registry import MODELS
from mmdet.structures import SampleList
from torch import Tensor, channels_last

from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.roi_heads.mask_heads.csam_mask_head import CSAMMaskHead

from .head_classes import head_classes

if TYPE_CHECKING:
    from mmdet.models.detectors import TwoStageDetector as _Detector
else:
    _Detector = object


class GuidedDetectorMixin(_Detector):
    """Give a two-stage detector a guide, for the cross spatial attention of its mask head.

    Put it in front of the detector: ``class GuidedMaskRCNN(GuidedDetectorMixin, MaskRCNN)``. The
    image reaches the guide inside the tuple of features, see :class:`ImageFeatures`.

    Args:
        guide: Config of the guide, e.g. ``dict(type="UNetGuide", ...)``, or None.
        **kwargs: As in the detector.

    Raises:
        ValueError: If there is a guide that no mask head uses, or a mask head that needs a guide
            without one, or if the heads count different classes.
    """

    def __init__(self, *args, guide: dict | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        needs_guide = any(
            isinstance(module, CSAMMaskHead) and module.needs_guide for module in self.modules()
        )
        if needs_guide != (guide is not None):
            raise ValueError(
                "the mask head needs a guide but the detector has none: set guide=dict(type="
                "'UNetGuide', ...), or mask_head.csam=None and mask_head.guide_prior=None"
                if needs_guide
                else "the detector has a guide but no mask head uses it: set "
                "mask_head=dict(type='CSAMMaskHead', csam=dict(type='CSAM')), or guide=None"
            )
        self._check_heads()
        self.guide = None
        if guide is not None:
            self.guide = MODELS.build(guide)
            self.guide.match_input(self.data_preprocessor)

    def _check_heads(self) -> None:
        heads = head_classes(self.roi_head)
        if len(set(heads.values())) > 1:
            counts = ", ".join(f"{name} {count}" for name, count in heads.items())
            raise ValueError(
                f"the heads count different classes ({counts}): set num_classes of each to the "
                "number of classes in the data, without background"
            )

    def forward(
        self, inputs: Tensor, data_samples: SampleList | None = None, mode: str = "tensor"
    ) -> dict | SampleList | tuple:
        """Run the detector, as in MMDetection; guides that ask for it see the batch's samples."""
        reveal = getattr(self.guide, "reveal", nullcontext)  # see SampleGuide
        with reveal(data_samples):
            return super().forward(inputs, data_samples, mode)

    def extract_feat(self, batch_inputs: Tensor) -> tuple[Tensor, ...]:
        """Extract the pyramid of images (N, 3, H, W); it carries image and guide along."""
        if batch_inputs.is_cuda:
            feats = super().extract_feat(batch_inputs)
        else:  # where channels_last was measured to help
            feats = super().extract_feat(batch_inputs.contiguous(memory_format=channels_last))
            # mmcv's RoIAlign reads memory as if it were contiguous.
            feats = tuple(level.contiguous() for level in feats)
        return ImageFeatures(feats, batch_inputs, self.guide)
