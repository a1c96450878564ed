"""RoI features from one level, with a guide."""

from collections.abc import Sequence

from mmdet.models.roi_heads.roi_extractors import SingleRoIExtractor
from mmdet.registry import MODELS
from torch import Tensor

from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.roi_heads.roi_features import RoIFeatures

from .level_check import check_levels


@MODELS.register_module()
class GuidedSingleRoIExtractor(SingleRoIExtractor):
    """MMDetection's standard extractor, which brings the guide's map of each RoI along.

    For cross spatial attention without multiscale features: every RoI comes from the one level that
    suits its size, 14x14 in the standard mask head.

    Args:
        **kwargs: As in MMDetection's ``SingleRoIExtractor``.
    """

    def forward(
        self, feats: Sequence[Tensor], rois: Tensor, roi_scale_factor: float | None = None
    ) -> RoIFeatures:
        """Crop the RoIs.

        Args:
            feats: Feature maps (N, C, H, W), one for each of ``featmap_strides``. With
                :class:`ImageFeatures` the guide is run too.
            rois: RoIs (R, 5): index in the batch, then x1, y1, x2, y2 in input pixels.
            roi_scale_factor: Enlarge the RoIs about their centres by this factor.

        Returns:
            One level of (R, C, s, s), and the guide's maps.

        Raises:
            ValueError: If number, channels or strides of the feature maps are not those that the
                extractor is built for.
        """
        check_levels(self, feats)
        if roi_scale_factor is not None:
            rois = self.roi_rescale(rois, roi_scale_factor)
        # RoI coordinates in fp32 and contiguous memory, as in RoILevel.
        levels = tuple(level.float().contiguous() for level in feats)
        crops = super().forward(levels, rois.float()).to(feats[0].dtype)
        guide = feats.guide_map(rois) if isinstance(feats, ImageFeatures) else None
        return RoIFeatures([crops], guide)
