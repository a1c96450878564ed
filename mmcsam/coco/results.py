"""COCO data sets of predictions: annotations with a score, and images known by their names."""

from typing import Any

from .data import CocoData
from .file_names import FileNames
from .json_values import identifier


def result_list(content: dict, truth: CocoData, source: str, notes: list[str]) -> list[dict]:
    """Turn a COCO data set of predictions into a result list for another COCO file's images.

    Images belong together by their ``file_name``, see :class:`FileNames`, so that a prediction of
    ``x/106.bmp`` is one of ``train/x/106.bmp``; classes by their names.

    Args:
        content: What ``predict`` writes: images, categories and annotations with ``score``.
        truth: The images and classes that the predictions are for.
        source: What to call the file in an error.
        notes: Receives what was left out: predictions in images that the truth does not have, and
            images that were not predicted.

    Raises:
        ValueError: If a list is missing or an entry has no id or name, no image is in the truth, an
            image could be several ones, or a class is not in the truth.
    """
    entries = {
        name: _entries(content, name, keys, source)
        for name, keys in (
            ("images", ("id", "file_name")),
            ("categories", ("id", "name")),
            ("annotations", ("image_id", "category_id")),
        )
    }
    if any("score" not in entry for entry in entries["annotations"]):
        raise ValueError(
            f"{source}: expected a COCO result file, a list of predictions, or a COCO data set "
            "whose annotations have scores; give the predictions, not the truth"
        )
    image_ids, absent = _image_ids(entries["images"], truth, source)
    if absent and not image_ids:
        name = next(iter(absent.values()))
        raise ValueError(
            f"{source}: the image {name} is not in the COCO file, nor is any other; give the file "
            "that they are of"
        )
    numbers = {name: number for number, name in truth.names.items()}
    category_ids = {}
    for entry in entries["categories"]:
        if isinstance(entry["name"], str) and entry["name"] in numbers:
            category_ids[identifier(entry["id"])] = numbers[entry["name"]]
    results: list[dict] = []
    left_out = 0
    for place, entry in enumerate(entries["annotations"], start=1):
        image_id, category_id = identifier(entry["image_id"]), identifier(entry["category_id"])
        if image_id in absent:
            left_out += 1
            continue
        if image_id not in image_ids:
            raise ValueError(
                f"{source}: annotation {place} has the image_id {entry['image_id']!r:.60}, which "
                "the file does not have; give the whole file"
            )
        if category_id not in category_ids:
            raise ValueError(_unknown_class(entry, entries["categories"], numbers, source))
        results.append(
            {**entry, "image_id": image_ids[image_id], "category_id": category_ids[category_id]}
        )
    if absent:
        notes.append(
            f"{source}: {len(absent)} of {len(entries['images'])} images are not in the COCO file; "
            f"their {left_out} predictions do not count (first: {next(iter(absent.values()))})"
        )
    predicted = set(image_ids.values())
    missing = [image.file_name for image in truth.images if image.id not in predicted]
    if missing:
        notes.append(
            f"{source}: {len(missing)} of {len(truth.images)} images were not predicted, and count "
            f"as images in which nothing was found (first: {missing[0]})"
        )
    return results


def _entries(content: dict, name: str, keys: tuple[str, ...], source: str) -> list[dict[str, Any]]:
    entries = content.get(name)
    if not isinstance(entries, list):
        raise ValueError(f"{source}: no list of {name}, expected a COCO data set of predictions")
    for place, entry in enumerate(entries, start=1):
        lacking = [key for key in keys if not isinstance(entry, dict) or key not in entry]
        if lacking:
            raise ValueError(
                f"{source}: {place} of {len(entries)} {name} lacks {lacking[0]!r}, expected a COCO "
                "data set of predictions"
            )
    return entries


def _image_ids(
    entries: list[dict], truth: CocoData, source: str
) -> tuple[dict[int | str | None, int | str], dict[int | str | None, str]]:
    """Return the truth's image ids, and the names of images that it does not have."""
    by_name: dict[str, list[int | str]] = {}
    for image in truth.images:
        by_name.setdefault(image.file_name, []).append(image.id)
    names = FileNames(by_name)
    known: dict[int | str | None, int | str] = {}
    absent: dict[int | str | None, str] = {}
    for entry in entries:
        found = [number for name in names.find(str(entry["file_name"])) for number in by_name[name]]
        if len(found) > 1:
            raise ValueError(
                f"{source}: the image {entry['file_name']} could be one of {len(found)}; give the "
                "file that it is of"
            )
        if found:
            known[identifier(entry["id"])] = found[0]
        else:
            absent[identifier(entry["id"])] = str(entry["file_name"])
    twice = [number for number in set(known.values()) if list(known.values()).count(number) > 1]
    if twice:
        raise ValueError(
            f"{source}: two of its images are the image with the id {twice[0]!r} of the COCO file; "
            "give each the folder that tells them apart"
        )
    return known, absent


def _unknown_class(
    entry: dict, categories: list[dict], numbers: dict[str, int | str], source: str
) -> str:
    names = [each["name"] for each in categories if each["id"] == entry["category_id"]]
    found = f"no class {names[0]!r}" if names else f"no category_id {entry['category_id']!r:.60}"
    return (
        f"{source}: {found} in the COCO file; it has {', '.join(numbers)}; give the class the same "
        "name in both"
    )
