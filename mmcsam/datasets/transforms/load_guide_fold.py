"""Which guide has not seen an image."""

import json
from pathlib import Path

from mmcv.transforms import BaseTransform
from mmdet.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LoadGuideFold(BaseTransform):
    """Tell ``OutOfFoldGuide`` which of its guides was trained without this image.

    For training pipelines; add ``guide_fold`` to the ``meta_keys`` of ``PackDetInputs``.

    Required key: ``img_id``. Added key: ``guide_fold`` (int).

    Args:
        folds: The ``folds.json`` that ``tools/train_oof_guides.py`` wrote.

    Raises:
        FileNotFoundError: If ``folds`` does not exist.
    """

    def __init__(self, folds: str) -> None:
        if not Path(folds).is_file():
            raise FileNotFoundError(
                f"{folds}: no such file, expected folds; train the guides with "
                "'python tools/train_oof_guides.py configs/unet_segpc.py'"
            )
        self.folds = folds
        written = json.loads(Path(folds).read_text())["folds"]
        self._fold_of_image = {int(image_id): fold for image_id, fold in written.items()}

    def transform(self, results: dict) -> dict:
        """Add the fold.

        Raises:
            KeyError: If the image belongs to no fold.
        """
        try:
            results["guide_fold"] = self._fold_of_image[results["img_id"]]
        except KeyError:
            raise KeyError(
                f"image {results['img_id']} ({results.get('img_path')}) is in no fold of "
                f"{self.folds}: train the guides on the annotations that the detector trains on"
            ) from None
        return results

    def __repr__(self) -> str:
        return f"LoadGuideFold(folds={self.folds!r})"
