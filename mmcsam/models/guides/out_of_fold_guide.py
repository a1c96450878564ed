"""Guides that have not seen the image that they guide on."""

from collections.abc import Sequence

from mmdet.registry import MODELS
from mmengine.model import BaseModel, ModuleList
from torch import Tensor

from .sample_guide import SampleGuide


@MODELS.register_module()
class OutOfFoldGuide(SampleGuide):
    """Guide each training image with a guide that was trained without it.

    A guide is near perfect on the images that it was trained on, and the attention learns to trust
    it more than it deserves on new ones. ``tools/train_oof_guides.py`` trains k guides, each
    without one k-th of the images; the pipeline step ``LoadGuideFold`` tells which one has not
    seen an image. Not in the paper, which trains one guide.

    In a test no guide has seen the images, and the first one is taken, at the cost of a single
    guide.

    Args:
        guide: Config of one guide, such as ``UNetGuide``, without ``checkpoint``.
        checkpoints: One of each fold, in order; None in place of one leaves its guide as
            initialised, which is right when a whole detector's checkpoint is loaded.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If there are fewer than two checkpoints.
    """

    def __init__(
        self, guide: dict, checkpoints: Sequence[str | None], init_cfg: dict | None = None
    ) -> None:
        super().__init__(init_cfg)
        if len(checkpoints) < 2:
            raise ValueError(
                f"OutOfFoldGuide needs two or more checkpoints, got {len(checkpoints)}: one for "
                "each fold of tools/train_oof_guides.py"
            )
        self.guides = ModuleList(
            MODELS.build({**guide, "checkpoint": checkpoint}) for checkpoint in checkpoints
        )

    def match_input(self, data_preprocessor: BaseModel) -> None:
        """Tell every guide how the detector normalises its input."""
        for guide in self.guides:
            guide.match_input(data_preprocessor)

    def forward(self, image: Tensor, rois: Tensor) -> Tensor:
        """Predict the primary cell of every RoI, with the guide of its image's fold.

        Args:
            image: The detector's input (N, 3, H, W), normalised.
            rois: RoIs (R, 5): index in the batch, then x1, y1, x2, y2 in input pixels.

        Returns:
            Foreground probabilities (R, 1, s, s) in [0, 1].

        Raises:
            ValueError: If an image's fold is missing in training, or there is no guide of it.
        """
        folds = rois.new_tensor([self._fold(index) for index in range(len(image))]).long()
        fold_of_roi = folds[rois[:, 0].long()]
        used = fold_of_roi.unique().tolist() or [0]
        if len(used) == 1:
            return self.guides[used[0]](image, rois)
        chosen = [fold_of_roi == fold for fold in used]
        parts = [
            self.guides[fold](image, rois[own]) for fold, own in zip(used, chosen, strict=True)
        ]
        maps = parts[0].new_zeros(len(rois), *parts[0].shape[1:])
        for own, part in zip(chosen, parts, strict=True):
            maps[own] = part
        return maps

    def _fold(self, index: int) -> int:
        if not self.training:
            return 0
        fold = self.samples[index].get("guide_fold") if index < len(self.samples) else None
        if fold is None:
            raise ValueError(
                "OutOfFoldGuide does not know the fold of a training image: put "
                "dict(type='LoadGuideFold', folds='.../folds.json') into the pipeline and "
                "'guide_fold' into the meta_keys of PackDetInputs"
            )
        if fold >= len(self.guides):
            raise ValueError(
                f"image {self.samples[index].get('img_id')} is of fold {fold}, and there are "
                f"guides of {len(self.guides)} folds: give as many checkpoints as folds"
            )
        return fold
