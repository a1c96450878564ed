"""COCO data sets of predictions: annotations with a score, and images known by their names."""

from pathlib import PurePosixPath

from .data import CocoData


def result_list(content: dict, truth: CocoData, source: str) -> list[dict]:
    """Turn a COCO data set of predictions into a result list for another COCO file's images.

    Images belong together by their ``file_name``, and where folders differ, by the name's end, so
    that a prediction of ``x/106.bmp`` is one of ``train/x/106.bmp``; classes by their names.

    Args:
        content: What ``predict`` writes: images, categories and annotations with ``score``.
        truth: The images and classes that the predictions are for.
        source: What to call the file in an error.

    Raises:
        ValueError: If a list is missing, or an image or class is not in the truth, or is in it
            several times.
    """
    missing = {"images", "categories", "annotations"} - content.keys()
    if missing:
        raise ValueError(f"{source}: no {', '.join(sorted(missing))}, expected a COCO data set")
    if any("score" not in entry for entry in content["annotations"]):
        raise ValueError(
            f"{source}: expected a COCO result file, a list of predictions, or a COCO data set "
            "whose annotations have scores; give the predictions, not the truth"
        )
    ends: dict[str, list[int]] = {}
    for image in truth.images:
        parts = PurePosixPath(image.file_name).parts
        for first in range(len(parts)):
            ends.setdefault("/".join(parts[first:]), []).append(image.id)
    numbers = {name: number for number, name in truth.names.items()}
    image_ids, category_ids = {}, {}
    for entry in content["images"]:
        found = ends.get(PurePosixPath(entry["file_name"]).as_posix(), [])
        if len(found) != 1:
            what = "is not in the COCO file" if not found else f"could be one of {len(found)}"
            raise ValueError(
                f"{source}: the image {entry['file_name']} {what}; give the file that it is of"
            )
        image_ids[entry["id"]] = found[0]
    for entry in content["categories"]:
        if entry["name"] not in numbers:
            raise ValueError(
                f"{source}: no class {entry['name']!r} in the COCO file; it has "
                f"{', '.join(numbers)}"
            )
        category_ids[entry["id"]] = numbers[entry["name"]]
    return [
        {
            **entry,
            "image_id": image_ids[entry["image_id"]],
            "category_id": category_ids[entry["category_id"]],
        }
        for entry in content["annotations"]
    ]
