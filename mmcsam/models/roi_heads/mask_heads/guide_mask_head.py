"""The guide alone, without a mask head."""

from mmdet.registry import MODELS
from torch import Tensor

from mmcsam.models.layers.guide_prior import guide_logits
from mmcsam.models.roi_heads.roi_features import RoIFeatures

from .csam_mask_head import CSAMMaskHead


@MODELS.register_module()
class GuideMaskHead(CSAMMaskHead):
    """Take the guide's mask of a RoI for the mask: the rival that CSAM has to beat.

    It has no parameters and reads no features; pasting and output are those of
    :class:`CSAMMaskHead`. Use it to test a trained detector's boxes with its guide's masks; the
    weights of that detector's mask head are left out.

    Args:
        num_classes: Number of classes; the guide's masks are the same for all.
        mask_size: Side of the masks; they are the guide's maps, resized.
        eps: The guide's probability is kept in [eps, 1 - eps].
    """

    needs_guide = True

    def __init__(self, num_classes: int = 1, mask_size: int = 64, eps: float = 1e-4) -> None:
        super().__init__(
            num_convs=0,
            convs_before_csam=0,
            in_channels=1,
            num_classes=num_classes,
            class_agnostic=True,
            upsample_cfg=dict(type=None),
        )
        self.conv_logits = None
        self.mask_size = mask_size
        self.eps = eps
        self._register_load_state_dict_pre_hook(_leave_out)

    def forward(self, x: RoIFeatures | Tensor) -> Tensor:
        """Return the guide's logits (R, 1, mask_size, mask_size).

        Raises:
            ValueError: If the RoI features come without a guide.
        """
        guide = getattr(x, "guide", None)
        if guide is None:
            raise ValueError(
                "GuideMaskHead shows the guide's masks but the RoI features come without a guide: "
                "use a guided detector with MultiScaleRoIExtractor or GuidedSingleRoIExtractor"
            )
        return guide_logits(guide, (self.mask_size, self.mask_size), self.eps)


def _leave_out(state_dict: dict, prefix: str, *_: object) -> None:
    for key in [key for key in state_dict if key.startswith(prefix)]:
        del state_dict[key]
