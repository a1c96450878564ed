"""A contact sheet to look at after a check."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mmcsam.images.label_file import read_mask_values
from mmcsam.images.lossless import write_lossless
from mmcsam.structures.label_instances import label_instances
from mmcsam.visualization.contact_sheet import SheetTile, draw_contact_sheet

from .entries import CocoEntries
from .finding import Finding, FindingKind, Severity
from .trained_masks import trained_masks

_COLOURS = {Severity.ERROR: (150, 150, 255), Severity.WARNING: (130, 215, 255)}  # BGR


def write_check_sheet(
    path: Path,
    entries: CocoEntries,
    class_ids: frozenset,
    findings: list[Finding],
    image_root: Path,
    count: int = 24,
    label_files: Mapping[str, Path | None] | None = None,
) -> None:
    """Write a PNG of images with the masks that MMDetection trains on.

    Up to half of the images are those with the worst findings, which are marked; the others are
    spread evenly over the rest of the file.

    Args:
        path: PNG file.
        entries: The COCO file's entries.
        class_ids: Ids of the classes to train on.
        findings: What the check found.
        image_root: Folder that ``file_name`` starts from.
        count: Number of images.
        label_files: Label images by names of images; where one differs, its cells have white
            outlines.

    Raises:
        OSError: If the file cannot be written.
        ValueError: If the COCO file has no usable image.
    """
    worst = _worst_findings(findings)
    tiles = []
    for index in _choose([image["file_name"] for image in entries.images], worst, count):
        image = entries.images[index]
        name, size = image["file_name"], (image["width"], image["height"])
        masks = trained_masks(image, entries.annotations.get(image["id"], ()), class_ids)
        marks = worst.get(name, [])
        differs = any(mark.kind is FindingKind.LABELS_DIFFER for mark in marks)
        labels = (label_files or {}).get(name) if differs else None
        more = f" (+{len(marks) - 1})" if len(marks) > 1 else ""
        tiles.append(
            SheetTile(
                image_root / name,
                size,
                masks,
                f"{name}: {len(masks)} instance{'s' * (len(masks) != 1)}",
                f"{marks[0].kind.short}{more}" if marks else "",
                _COLOURS[marks[0].kind.severity] if marks else (255, 255, 255),
                () if labels is None else _cells_of(labels, size),
            )
        )
    write_lossless(path, draw_contact_sheet(tiles))


def _cells_of(labels: Path, size: tuple[int, int]) -> list[dict]:
    return [mask.rle for _, mask in label_instances(read_mask_values(labels, str(labels), size))]


def _worst_findings(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return the errors and warnings of each image, the worst first."""
    worst: dict[str, list[Finding]] = {}
    for severity in _COLOURS:
        for finding in findings:
            if finding.kind.severity is severity and finding.file_name is not None:
                worst.setdefault(finding.file_name, []).append(finding)
    return worst


def _choose(names: list[str], worst: dict[str, list[Finding]], count: int) -> list[int]:
    """Return places of images, in the file's order; errors come first in ``worst``."""
    place = {name: index for index, name in enumerate(names)}
    marked = [place[name] for name in worst][: count // 2]
    others = [index for index in range(len(names)) if index not in set(marked)]
    number = min(count - len(marked), len(others))
    spread = np.linspace(0, len(others) - 1, number).round().astype(int) if number else ()
    return sorted([*marked, *(others[index] for index in spread)])
