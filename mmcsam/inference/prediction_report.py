"""What a prediction did."""

from dataclasses import dataclass, field
from pathlib import Path

from tabulate import tabulate

from mmcsam.jobs.problem import Problem

from .workers.shard import Shard


@dataclass
class PredictionReport:
    """Everything that a run of predictions wrote, noticed and left out.

    Attributes:
        out: Folder of the files.
        images: Images finished, those of earlier runs and other shards included.
        found_done: Those of this shard that an earlier run had finished.
        cells: Cells found in all of them.
        pixels: Of the images that this run has predicted.
        seconds: That it took, files included.
        files: Files for all images together.
        notes: Things to know, such as limits that were reached.
        problems: What was left out, with the reason.
        shard: Which of the images this run predicts.
    """

    out: Path
    images: int = 0
    found_done: int = 0
    cells: int = 0
    pixels: int = 0
    seconds: float = 0.0
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shard: Shard = Shard()

    def __str__(self) -> str:
        """Return the closing table with the notes and what was left out."""
        speed = self.pixels / 1e6 / self.seconds if self.pixels else 0.0
        rows = {"shard": str(self.shard)} if self.shard.count > 1 else {}
        rows |= {
            "images": f"{self.images:,}",
            "of an earlier run": f"{self.found_done:,}",
            "cells": f"{self.cells:,}",
            "megapixels a second": f"{speed:.2f}",
        }
        lines = [tabulate(rows.items(), tablefmt="plain", disable_numparse=True)]
        lines += [f"written: {path}" for path in self.files]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"left out: {len(self.problems)}")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)
