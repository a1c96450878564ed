"""How far a COCO file and label images of the same cells agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .label_checker import ComparedLabels


@dataclass(frozen=True)
class LabelAgreement:
    """Cells of a COCO file beside those of label images.

    Attributes:
        folder: Of the label images.
        annotated: Cells of the COCO file that are trained on.
        labelled: Cells of the label images.
        pairs: Pairs of partners, of an IoU above 0.5.
        mean_iou: Of the pairs; NaN without one.
        worst: Name of the image in which they are farthest apart; None if they agree everywhere.
    """

    folder: Path
    annotated: int
    labelled: int
    pairs: int
    mean_iou: float
    worst: str | None

    @classmethod
    def of(
        cls, folder: Path, names: Iterable[str], compared: Iterable[ComparedLabels]
    ) -> "LabelAgreement":
        """Sum up what was compared in each image.

        Args:
            folder: Of the label images.
            names: Of the images.
            compared: Of each image.
        """
        named = list(zip(names, compared, strict=True))
        ious = [iou for _, each in named for iou in each.ious]
        farthest = max(named, key=lambda pair: pair[1].disagreement, default=None)
        return cls(
            folder,
            sum(each.annotated for _, each in named),
            sum(each.labelled for _, each in named),
            len(ious),
            float(np.mean(ious)) if ious else float("nan"),
            farthest[0] if farthest is not None and farthest[1].disagreement > 0 else None,
        )

    def __str__(self) -> str:
        """Return one line."""
        text = (
            f"labels in {self.folder}: {self.labelled:,} cells beside {self.annotated:,} of the "
            f"file, {self.pairs:,} pairs"
        )
        if self.pairs:
            text += f" of mean IoU {self.mean_iou:.3f}"
        return text + (f"; farthest apart in {self.worst}" if self.worst else "")
