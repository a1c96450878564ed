"""What the conversion of one image yields."""

from dataclasses import dataclass, field

from mmcsam.jobs.problem import Problem
from mmcsam.structures.instance_mask import InstanceMask


@dataclass
class ConvertedImage:
    """An image's COCO entries, without ids.

    Attributes:
        entry: ``file_name``, ``width`` and ``height``; None if the image cannot be used.
        annotations: One entry an instance.
        multi_part: Instances of several parts.
        border: Instances that touch the image's border.
        near_duplicates: Pairs of instances with an IoU above 0.9.
        dropped: Instances left out on request, as duplicates.
        notes: Things to know that were not skipped.
        problems: What was skipped.
    """

    entry: dict | None = None
    annotations: list[dict] = field(default_factory=list)
    multi_part: int = 0
    border: int = 0
    near_duplicates: int = 0
    dropped: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """As in ``entry``; empty if the image cannot be used."""
        return self.entry["file_name"] if self.entry else ""

    def add(self, mask: InstanceMask, category_id: int, **extra: object) -> None:
        """Add an instance and count what is special about it.

        Args:
            mask: Its mask.
            category_id: COCO id of its class.
            **extra: More fields of the annotation.
        """
        self.annotations.append(mask.annotation(category_id, **extra))
        self.multi_part += mask.parts() > 1
        self.border += mask.touches_border()
