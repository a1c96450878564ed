"""Assemble a COCO data set from converted images."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from mmcsam.coco.writer import DatasetInfo, json_name

from .conversion_report import ConversionReport, SplitCounts
from .converted_image import ConvertedImage
from .split_folders import SPLITS


def assemble_coco(
    split: str,
    results: Iterable[ConvertedImage],
    categories: Sequence[str],
    info: DatasetInfo,
    report: ConversionReport,
) -> dict:
    """Give ids to one split's entries, count them, and return the COCO instance data set.

    Args:
        split: Its name in the report.
        results: Its images, in order. Those without an entry are left out.
        categories: Class names; ids count from 1 in this order.
        info: What the data are.
        report: Receives the counts, the notes and the problems.
    """
    counts = report.counts[split] = SplitCounts(instances=dict.fromkeys(categories, 0))
    images: list[dict] = []
    annotations: list[dict] = []
    for result in results:
        report.problems += result.problems
        if result.entry is None:
            continue
        report.notes += result.notes
        images.append({"id": len(images) + 1, **result.entry})
        for annotation in result.annotations:
            counts.instances[categories[annotation["category_id"] - 1]] += 1
            numbered = {"id": len(annotations) + 1, "image_id": len(images), **annotation}
            annotations.append(numbered)
        counts.images_without_instances += not result.annotations
        counts.of_several_parts += result.multi_part
        counts.at_the_border += result.border
        counts.near_duplicate_pairs += result.near_duplicates
        counts.duplicates_dropped += result.dropped
    counts.images = len(images)
    coco: dict = {
        "info": {"description": info.description},
        "licenses": [],
        "categories": [{"id": i, "name": name} for i, name in enumerate(categories, start=1)],
        "images": images,
        "annotations": annotations,
    }
    if info.license_name is not None:
        coco["info"]["license"] = f"{info.license_name}, {info.license_url}"
        coco["licenses"] = [{"id": 1, "name": info.license_name, "url": info.license_url}]
        for image in images:
            image["license"] = 1
    return coco


def stale_notes(folder: Path, written: Collection[str]) -> list[str]:
    """Return notes on files in a folder of splits that were not written to it now."""
    paths = {split: folder / json_name(split) for split in SPLITS}
    return [
        f"no {split} images: {path} is from an earlier run"
        for split, path in paths.items()
        if split not in written and path.exists()
    ]
