"""Assemble COCO instance files and write them safely."""

import json
import os
from pathlib import Path


def coco_dict(
    images: list[dict],
    annotations: list[dict],
    categories: tuple[str, ...],
    description: str,
    license_name: str,
    license_url: str,
) -> dict:
    """Return a COCO instance data set.

    Args:
        images: Entries without ``license``.
        annotations: Entries with ``image_id`` and ``category_id``.
        categories: Class names; ids count from 1 in this order.
        description: What the data are.
        license_name: Name of the data's licence.
        license_url: Where to read it.
    """
    return {
        "info": {
            "description": description,
            "license": f"{license_name}, {license_url}",
        },
        "licenses": [{"id": 1, "name": license_name, "url": license_url}],
        "categories": [{"id": i, "name": name} for i, name in enumerate(categories, start=1)],
        "images": [{**image, "license": 1} for image in images],
        "annotations": annotations,
    }


def write_json(path: Path, content: dict) -> None:
    """Write a JSON file that is either complete or not there; an older one stays until then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(content, file)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
