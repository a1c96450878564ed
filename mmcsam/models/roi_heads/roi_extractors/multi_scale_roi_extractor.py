"""RoI features from every level of the pyramid."""

from collections.abc import Sequence

from mmdet.models.roi_heads.roi_extractors import BaseRoIExtractor
from mmdet.registry import MODELS
from torch import Tensor, nn

from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.roi_heads.roi_features import RoIFeatures, RoILevel

from .level_check import check_levels


@MODELS.register_module()
class MultiScaleRoIExtractor(BaseRoIExtractor):
    """Crop every RoI from every level, each level at a size of its own.

    Section II.A: where the usual extractor picks one level by the size of the RoI, this one gives
    the mask head 64x64 features from stride 4, 32x32 from stride 8 and 16x16 from stride 16. When
    the features come with an image and a guide, the guide's map of each RoI comes along.

    Args:
        roi_layer: RoI layer without ``output_size``, e.g.
            ``dict(type="RoIAlign", sampling_ratio=2)``.
        out_channels: Channels of the levels.
        featmap_strides: Stride of each level used, finest first.
        output_sizes: Side of the RoI features of each level.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If ``featmap_strides`` and ``output_sizes`` differ in length, or ``roi_layer``
            has an ``output_size``.
    """

    def __init__(
        self,
        roi_layer: dict,
        out_channels: int,
        featmap_strides: Sequence[int] = (4, 8, 16),
        output_sizes: Sequence[int] = (64, 32, 16),
        init_cfg: dict | None = None,
    ) -> None:
        if len(featmap_strides) != len(output_sizes):
            raise ValueError(
                f"{len(featmap_strides)} featmap_strides {tuple(featmap_strides)} but "
                f"{len(output_sizes)} output_sizes {tuple(output_sizes)}: give one size a level"
            )
        if "output_size" in roi_layer:
            raise ValueError("set output_sizes, one a level, instead of roi_layer.output_size")
        self.output_sizes = tuple(output_sizes)
        super().__init__(roi_layer, out_channels, list(featmap_strides), init_cfg)

    def build_roi_layers(self, layer_cfg: dict, featmap_strides: list[int]) -> nn.ModuleList:
        """Build one RoI layer for each level, with the level's own output size."""
        return nn.ModuleList(
            super(MultiScaleRoIExtractor, self).build_roi_layers(
                {**layer_cfg, "output_size": size}, [stride]
            )[0]
            for size, stride in zip(self.output_sizes, featmap_strides, strict=True)
        )

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
            Levels of (R, C, s, s), one for each of ``output_sizes``, and the guide's maps.

        Raises:
            ValueError: If number, channels or strides of the feature maps are not those that the
                extractor is built for.
        """
        check_levels(self, feats)
        if roi_scale_factor is not None:
            rois = self.roi_rescale(rois, roi_scale_factor)
        levels = [
            RoILevel(level, rois, layer)
            for layer, level in zip(self.roi_layers, feats, strict=True)
        ]
        guide = feats.guide_map(rois) if isinstance(feats, ImageFeatures) else None
        return RoIFeatures(levels, guide)
