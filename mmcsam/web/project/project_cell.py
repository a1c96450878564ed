"""A cell of a project."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from mmcsam.structures.instance_mask import InstanceMask

Origin = Literal["model", "hand"]


@dataclass(frozen=True)
class ProjectCell:
    """A cell, whose mask is kept as run lengths: thousands of cells take little memory.

    Attributes:
        id: Never used again within its image.
        label: Number of its class, from 0.
        score: In [0, 1]; None for what somebody has drawn or changed by hand.
        origin: "model", or "hand" once somebody has drawn or changed it.
        counts: Compressed run lengths of the whole image's mask.
        box: Left, top, width and height, in pixels.
        area: In pixels.
        image_size: Width and height of the image, in pixels.
    """

    id: int
    label: int
    score: float | None
    origin: Origin
    counts: str
    box: tuple[int, int, int, int]
    area: int
    image_size: tuple[int, int]

    @classmethod
    def drawn(cls, number: int, label: int, mask: InstanceMask) -> "ProjectCell":
        """Return a cell made by hand.

        Args:
            number: Its id.
            label: Number of its class, from 0.
            mask: Its mask.
        """
        return cls(
            number,
            label,
            None,
            "hand",
            mask.rle["counts"],
            mask.bbox,
            int(np.count_nonzero(mask.crop)),
            mask.image_size,
        )

    @property
    def rle(self) -> dict:
        """Compressed RLE of the whole image's mask, with ``counts`` as str."""
        width, height = self.image_size
        return {"size": [height, width], "counts": self.counts}

    @property
    def mask(self) -> InstanceMask:
        """The mask, decoded anew each time.

        Raises:
            ValueError: If the run lengths are damaged.
        """
        return InstanceMask.from_rle(self.rle)

    def by_hand(self, **changed: Any) -> "ProjectCell":
        """Return the cell as somebody has changed it."""
        return replace(self, score=None, origin="hand", **changed)

    def shown_at(self, threshold: float) -> bool:
        """Return whether it counts at a score threshold; what was made by hand always does."""
        return self.score is None or self.score >= threshold

    def to_record(self) -> dict[str, Any]:
        """Return the cell as the journal has it."""
        return {
            "id": self.id,
            "class": self.label,
            "score": self.score,
            "origin": self.origin,
            "box": list(self.box),
            "area": self.area,
            "counts": self.counts,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any], image_size: tuple[int, int]) -> "ProjectCell":
        """Read a cell of the journal.

        Args:
            record: What :meth:`to_record` returned.
            image_size: Width and height of its image.

        Raises:
            KeyError: If something is missing.
            TypeError: If a value is of another kind.
        """
        left, top, width, height = record["box"]
        return cls(
            record["id"],
            record["class"],
            record["score"],
            record["origin"],
            record["counts"],
            (left, top, width, height),
            record["area"],
            image_size,
        )
