"""Write COCO instance files."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DatasetInfo:
    """What a COCO file says of its data.

    Attributes:
        description: What the data are.
        license_name: Name of the data's licence; None if not known.
        license_url: Where to read it.
    """

    description: str
    license_name: str | None = None
    license_url: str | None = None


def json_name(split: str) -> str:
    """Return what the COCO file of a split is called."""
    return f"instances_{split}.json"


def write_coco(folder: Path, splits: dict[str, dict]) -> None:
    """Write ``folder/instances_<split>.json`` for every split.

    Args:
        folder: An existing folder; ``staged`` makes the files whole or absent.
        splits: A COCO data set by split.
    """
    for split, coco in splits.items():
        # dumps is several times faster than dump.
        text = json.dumps(coco)
        (folder / json_name(split)).write_text(text, encoding="utf-8")
