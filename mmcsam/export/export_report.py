"""What an export did."""

from dataclasses import dataclass, field
from pathlib import Path

from tabulate import tabulate

from mmcsam.jobs.problem import Problem

TABLE = "cells.csv"


@dataclass
class ExportReport:
    """Everything an export wrote, noticed and skipped.

    Attributes:
        out: Folder of the files.
        images: Images in the COCO file.
        images_without_objects: Those of them that have none, after the score threshold.
        objects: Objects exported.
        of_several_parts: Objects of several parts.
        overlapped_pixels: Pixels that objects lost to others in the label images.
        images_with_overlap: Images where that happened.
        hidden_objects: Objects that lost all their pixels in the label images.
        files: Number of files by format.
        notes: Things to know that were not skipped.
        problems: What was skipped, with the reason.
    """

    out: Path
    images: int = 0
    images_without_objects: int = 0
    objects: int = 0
    of_several_parts: int = 0
    overlapped_pixels: int = 0
    images_with_overlap: int = 0
    hidden_objects: int = 0
    files: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the closing table with the notes and what was skipped."""
        rows = {
            "images": self.images,
            "images without objects": self.images_without_objects,
            "objects": self.objects,
            "of several parts": self.of_several_parts,
        }
        if "labels" in self.files:
            rows |= {
                "overlapped pixels": self.overlapped_pixels,
                "images with overlap": self.images_with_overlap,
                "hidden objects": self.hidden_objects,
            }
        lines = [tabulate(rows.items(), tablefmt="plain", intfmt=",")]
        for name, count in self.files.items():
            files = self.out / TABLE if name == "csv" else f"{count:,} files in {self.out / name}"
            lines.append(f"written: {files}")
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"skipped: {len(self.problems)}")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)
