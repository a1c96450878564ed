"""What a RoI extractor hands to the mask head."""

from collections.abc import Iterator, Sequence

import torch.nn.functional as F  # noqa: N812
from mmcv.ops import RoIAlign, RoIPool
from torch import Tensor, nn

from mmcsam.ops.separable_roi_align import separable_roi_align


class RoILevel:
    """The RoIs' features on one pyramid level, cropped when they are asked for.

    Args:
        feature_map: Feature map (N, C, H, W).
        rois: RoIs (R, 5): index in the batch, then x1, y1, x2, y2 in input pixels.
        layer: RoI layer with the level's scale and a square ``output_size`` s.
    """

    def __init__(self, feature_map: Tensor, rois: Tensor, layer: RoIAlign | RoIPool) -> None:
        self.feature_map = feature_map
        self.rois = rois
        self.layer = layer
        images, _, height, width = feature_map.shape
        crop_pixels = len(rois) * layer.output_size[0] * layer.output_size[1]
        self.hoists = crop_pixels > images * height * width
        self._memo: dict[nn.Conv2d, Tensor] = {}

    def __len__(self) -> int:
        return len(self.rois)

    def __getitem__(self, index: slice) -> "RoILevel":
        """Return the level for some of the RoIs; what was convolved once stays so."""
        part = RoILevel(self.feature_map, self.rois[index], self.layer)
        part.hoists, part._memo = self.hoists, self._memo
        return part

    def crop(self) -> Tensor:
        """Return the RoIs' features (R, C, s, s)."""
        return self._align(self.feature_map)

    def convolved(self, conv: nn.Conv2d) -> Tensor:
        """Return ``conv(self.crop())`` for a 1x1 convolution, (R, C', s, s).

        RoIAlign is linear in each channel, so it commutes with the convolution's weights. Where the
        RoIs have more pixels than the feature map, the map is convolved instead, once, and fewer
        channels are cropped.
        """
        if not self.hoists:
            return conv(self.crop())
        if conv not in self._memo:
            self._memo[conv] = F.conv2d(self.feature_map, conv.weight)
        crops = self._align(self._memo[conv])
        if conv.bias is None:
            return crops
        # The bias comes after RoIAlign, which fades to 0 outside the map.
        return crops + conv.bias.to(crops.dtype).view(1, -1, 1, 1)

    def _align(self, feature_map: Tensor) -> Tensor:
        # mmcv's CUDA kernel computes coordinates in the type of the features, which in half
        # precision misplaces samples in large maps: so in fp32, and back. It also reads memory as
        # if it were contiguous, which channels_last is not.
        features, rois = feature_map.float().contiguous(), self.rois.float()
        layer = self.layer
        if feature_map.device.type == "cpu" and _is_separable(layer):
            size, _ = layer.output_size
            crops = separable_roi_align(
                features, rois, size, layer.spatial_scale, layer.sampling_ratio
            )
        else:
            crops = layer(features, rois)
        return crops.to(feature_map.dtype)


def _is_separable(layer: RoIAlign | RoIPool) -> bool:
    return (
        isinstance(layer, RoIAlign)
        and layer.pool_mode == "avg"
        and layer.aligned
        and layer.sampling_ratio > 0
    )


class RoIFeatures:
    """Features of R RoIs on several pyramid levels, with the guide's maps.

    Args:
        levels: One entry for each pyramid level, finest first: a :class:`RoILevel`, or features
            (R, C, s, s) that are cropped already.
        guide: Foreground probabilities (R, 1, h, w) in [0, 1], or None without a guide.
    """

    def __init__(self, levels: Sequence[RoILevel | Tensor], guide: Tensor | None = None) -> None:
        self.levels = tuple(levels)
        self.guide = guide

    def __len__(self) -> int:
        return len(self.levels[0])

    def sizes(self) -> tuple[int, ...]:
        """Return the side of each level's RoI features."""
        return tuple(
            level.layer.output_size[0] if isinstance(level, RoILevel) else level.shape[-1]
            for level in self.levels
        )

    def channels(self) -> tuple[int, ...]:
        """Return the channels of each level."""
        return tuple(
            (level.feature_map if isinstance(level, RoILevel) else level).shape[1]
            for level in self.levels
        )

    def level(self, index: int) -> Tensor:
        """Return the RoIs' features on a level, (R, C, s, s)."""
        level = self.levels[index]
        return level.crop() if isinstance(level, RoILevel) else level

    def convolved(self, index: int, conv: nn.Conv2d) -> Tensor:
        """Return ``conv(self.level(index))`` for a 1x1 convolution, in the cheaper order."""
        level = self.levels[index]
        return level.convolved(conv) if isinstance(level, RoILevel) else conv(level)

    def split(self, count: int) -> Iterator["RoIFeatures"]:
        """Yield the features of at most ``count`` RoIs at a time."""
        for start in range(0, len(self), count):
            part = slice(start, start + count)
            guide = None if self.guide is None else self.guide[part]
            yield RoIFeatures([level[part] for level in self.levels], guide)
