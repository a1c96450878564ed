"""Choose among SegPC-2021's images."""

import re
from collections.abc import Collection
from pathlib import Path

from .tree import SegPCTree

# Validation images that show the same field as a training image; found by looking at neighbouring
# numbers, which often come from one slide.
LEAKING_VALIDATION = (305, 1992, 1993, 1994, 2033, 2139, 2142, 9601)


def read_subset(path: str | Path) -> set[int]:
    """Read image numbers from a text file: ``106`` or ``106.bmp``, one a line; # starts a comment.

    Raises:
        ValueError: If a line is no image number, or there is none.
        OSError: If the file cannot be read.
    """
    numbers = set()
    text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    for count, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        match = re.fullmatch(r"(\d{1,18})(\.bmp)?", entry, re.IGNORECASE)
        if match is None:
            raise ValueError(
                f"{path}, line {count}: {entry!r:.60} is no image number; expected one "
                "a line, like 106"
            )
        numbers.add(int(match[1]))
    if not numbers:
        raise ValueError(f"{path}: no image number in it; expected one a line, like 106")
    return numbers


def keep_subset(tree: SegPCTree, subset: Collection[int]) -> str:
    """Keep the images with these numbers, in every split; return a note on it.

    Raises:
        ValueError: If a number is not in the tree.
    """
    present = {image.number for images in tree.splits.values() for image in images}
    missing = sorted(set(subset) - present)
    if missing:
        shown = ", ".join(map(str, missing[:10])) + (", ..." if len(missing) > 10 else "")
        raise ValueError(
            f"{tree.src} has no image {shown}; take it out of the subset, or give the folder that "
            "holds it"
        )
    for split, images in tree.splits.items():
        tree.splits[split] = [image for image in images if image.number in subset]
    return f"the subset names {len(set(subset))} images; all others were left out"


def drop_leaks(tree: SegPCTree) -> str:
    """Drop the validation images that share a field with training; return a note on it."""
    images = tree.splits.get("validation", [])
    kept = [image for image in images if image.number not in LEAKING_VALIDATION]
    if images:
        tree.splits["validation"] = kept
    return (
        f"{len(images) - len(kept)} of the {len(LEAKING_VALIDATION)} validation images that share "
        "a field with training were left out"
    )
