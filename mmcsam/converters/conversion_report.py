"""What a conversion did."""

from dataclasses import dataclass, field
from pathlib import Path

from tabulate import tabulate

from mmcsam.jobs.problem import Problem


@dataclass
class SplitCounts:
    """Counts of one split.

    Attributes:
        images: Images written.
        images_without_instances: Those of them that have no instance.
        instances: Instances written, by class.
        of_several_parts: Instances of several parts.
        at_the_border: Instances that touch their image's border.
        near_duplicate_pairs: Pairs with an IoU above 0.9.
        duplicates_dropped: Instances left out as duplicates, on request.
    """

    images: int = 0
    images_without_instances: int = 0
    instances: dict[str, int] = field(default_factory=dict)
    of_several_parts: int = 0
    at_the_border: int = 0
    near_duplicate_pairs: int = 0
    duplicates_dropped: int = 0

    def rows(self) -> list[tuple[str, int]]:
        """Return the counts with what to call them, each class in a row of its own.

        A class may be called as another count is.
        """
        rows: list[tuple[str, int]] = []
        for name, value in vars(self).items():
            rows += value.items() if name == "instances" else [(name.replace("_", " "), value)]
        return rows


@dataclass
class ConversionReport:
    """Everything a conversion wrote, noticed and skipped.

    Attributes:
        counts: Counts by split.
        files: Written files by split.
        notes: Things to know that were not skipped, such as near duplicates and absent splits.
        problems: Skipped files and folders with the reason.
    """

    counts: dict[str, SplitCounts] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the closing table with the notes and the skipped files."""
        by_split = [counts.rows() for counts in self.counts.values()]
        rows = [(row[0][0], *(count for _, count in row)) for row in zip(*by_split, strict=True)]
        lines = [tabulate(rows, ("", *self.counts), "plain", intfmt=",")]
        lines += [f"written: {path}" for path in self.files.values()]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"skipped: {len(self.problems)} files or folders")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)
