"""A contact sheet to look at after a check."""

from pathlib import Path

import numpy as np

from mmcsam.images.lossless import write_lossless
from mmcsam.visualization.contact_sheet import SheetTile, draw_contact_sheet

from .entries import CocoEntries
from .finding import Finding, Severity
from .mask_check import check_mask
from .mmdet_rules import dropped_as, ignored_as

_COLOURS = {Severity.ERROR: (150, 150, 255), Severity.WARNING: (130, 215, 255)}  # BGR


def write_check_sheet(
    path: Path,
    entries: CocoEntries,
    class_ids: frozenset,
    findings: list[Finding],
    image_root: Path,
    count: int = 24,
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

    Raises:
        OSError: If the file cannot be written.
        ValueError: If the COCO file has no usable image.
    """
    worst = _worst_findings(findings)
    tiles = []
    for index in _choose([image["file_name"] for image in entries.images], worst, count):
        image = entries.images[index]
        name, width, height = image["file_name"], image["width"], image["height"]
        masks = []
        for annotation in entries.annotations.get(image["id"], ()):
            if dropped_as(annotation, width, height, class_ids) or ignored_as(annotation):
                continue
            mask, _ = check_mask(annotation, width, height)
            if mask is not None:
                masks.append(mask)
        marks = worst.get(name, [])
        more = f" (+{len(marks) - 1})" if len(marks) > 1 else ""
        tiles.append(
            SheetTile(
                image_root / name,
                (width, height),
                masks,
                f"{name}: {len(masks)} instance{'s' * (len(masks) != 1)}",
                f"{marks[0].kind.short}{more}" if marks else "",
                _COLOURS[marks[0].kind.severity] if marks else (255, 255, 255),
            )
        )
    write_lossless(path, draw_contact_sheet(tiles))


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
