"""What travels from the detector to its RoI extractors."""

from collections.abc import Iterable

from torch import Tensor

from mmcsam.models.guides.guide_runner import Guide, GuideRunner


class ImageFeatures(tuple):
    """A feature pyramid that carries its image and the guide to call on its RoIs.

    RPN, samplers and RoI heads take it for the plain tuple of feature maps that it is. A slice of
    it keeps both, so ``x[:n]`` carries them to the RoI extractor without any change to
    MMDetection's heads and without state on a module.

    Attributes:
        image: Network input (N, 3, H, W), normalised as for the backbone.
        runner: Calls the guide; None without one.
    """

    image: Tensor
    runner: GuideRunner | None

    def __new__(
        cls, levels: Iterable[Tensor], image: Tensor, guide: Guide | None = None
    ) -> "ImageFeatures":
        """Make the tuple of levels (N, C, H_i, W_i), and keep image and guide on it."""
        self = super().__new__(cls, levels)
        self.image = image
        self.runner = None if guide is None else GuideRunner(guide, image)
        return self

    def __getitem__(self, index):
        item = super().__getitem__(index)
        if isinstance(index, slice):
            item = ImageFeatures(item, self.image)
            item.runner = self.runner
        return item

    def guide_map(self, rois: Tensor) -> Tensor | None:
        """Return the guide's map of every RoI, or None without a guide; see GuideRunner."""
        return None if self.runner is None else self.runner(rois)
