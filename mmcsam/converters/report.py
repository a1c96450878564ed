"""What a conversion did."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from .problem import Problem


@dataclass
class SplitCounts:
    """Counts of one split.

    Attributes:
        images: Images written.
        cells: Cells written.
        images_without_cells: Images written that have no cell.
        multi_part_cells: Cells of several parts.
        border_cells: Cells that touch their image's border.
        near_duplicate_pairs: Pairs with an IoU above 0.9. They are reported, not dropped.
    """

    images: int = 0
    cells: int = 0
    images_without_cells: int = 0
    multi_part_cells: int = 0
    border_cells: int = 0
    near_duplicate_pairs: int = 0


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
        lines = [" " * 20 + "".join(f"{split:>12}" for split in self.counts)]
        for count in fields(SplitCounts):
            values = (getattr(counts, count.name) for counts in self.counts.values())
            lines.append(
                f"{count.name.replace('_', ' '):20}" + "".join(f"{value:12,}" for value in values)
            )
        lines += [f"written: {path}" for path in self.files.values()]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"skipped: {len(self.problems)} files or folders")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)
