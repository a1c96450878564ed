"""Read COCO instance files and predictions in COCO form."""

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from .data import CocoData, CocoImage, CocoInstance
from .mask import compressed_rle, is_number
from .results import result_list

_ID: tuple[Any, ...] = (int, str, float)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from looking at all of MMDetection's objects again and again.

    Reading makes very many objects and no cycles; the collector would take as long as the reading.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.collect(0)  # the new objects alone; else the next collection takes all of them
            gc.enable()


@_no_collection()
def read_coco(
    ann_file: str | Path, prediction_file: str | Path | None = None, score_thr: float = 0.5
) -> CocoData:
    """Read the objects of a COCO file, or the predictions for its images.

    Polygons become RLE.

    Args:
        ann_file: COCO JSON with images and categories, and annotations if they are wanted.
        prediction_file: COCO result list with masks, as MMDetection's ``CocoMetric`` writes it.
            None reads the annotations of ``ann_file`` instead.
        score_thr: Leave out predictions below this score.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If a file is not in COCO's form, an entry belongs to no image or class, a mask
            has another size than its image, or a score is no number.
    """
    coco = read_json(ann_file)
    if not isinstance(coco, dict) or not {"images", "categories"} <= coco.keys():
        raise ValueError(f"{ann_file}: expected a COCO file, an object with images and categories")
    try:
        data = CocoData(_categories(coco["categories"]), _images(coco["images"]))
    except KeyError as error:
        raise ValueError(f"{ann_file}: an image or category has no {error}") from error
    except ValueError as error:
        raise ValueError(f"{ann_file}: {error}") from error
    if prediction_file is not None:
        return read_predictions(data, prediction_file, score_thr)
    entries = coco.get("annotations")
    if not isinstance(entries, list):
        raise ValueError(f"{ann_file}: no list of annotations; give a COCO file that has them")
    _add_instances(data, entries, None, ann_file)
    return data


@_no_collection()
def read_predictions(
    truth: CocoData, prediction_file: str | Path, score_thr: float = 0.5
) -> CocoData:
    """Read the predictions for the images of a COCO file that was read already.

    Args:
        truth: The file's images and classes; its objects stay where they are.
        prediction_file: COCO result list with masks, or a COCO data set of predictions, as
            ``predict`` writes it; see :func:`result_list`.
        score_thr: Leave out predictions below this score.

    Raises:
        OSError: If the file cannot be read.
        ValueError: As for :func:`read_coco`.
    """
    entries = read_json(prediction_file)
    if isinstance(entries, dict) and "images" in entries:
        try:
            entries = result_list(entries, truth, str(prediction_file))
        except (KeyError, TypeError) as error:
            raise ValueError(
                f"{prediction_file}: an entry lacks {error}, expected a COCO data set of "
                "predictions"
            ) from error
    if not isinstance(entries, list):
        raise ValueError(
            f"{prediction_file}: expected a COCO result file, a list of predictions; "
            "MMDetection writes it with test_evaluator.outfile_prefix"
        )
    data = CocoData(truth.names, [replace(image, instances=[]) for image in truth.images])
    _add_instances(data, entries, score_thr, prediction_file)
    return data


def read_json(path: str | Path) -> object:
    """Read a JSON file.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: not a JSON file ({error})") from error


def _categories(entries: object) -> dict[int, str]:
    """Return class names by id."""
    objects = _objects(entries, "categories")
    names = {entry["id"]: entry["name"] for entry in objects}
    for what, values in (("id", names), ("name", set(names.values()))):
        if len(values) < len(objects):
            raise ValueError(f"some categories have the same {what}; expected one each")
    return names


def _images(entries: object) -> list[CocoImage]:
    """Return the images, each with an id of its own."""
    images = {}
    objects = _objects(entries, "images")
    for entry in objects:
        name, sides = entry["file_name"], (entry["width"], entry["height"])
        if not isinstance(name, str):
            raise ValueError(f"image {entry['id']} has the file_name {name!r}; expected text")
        if not all(is_number(side) and side >= 1 and side == int(side) for side in sides):
            raise ValueError(
                f"{name}: width and height are {sides}; expected whole numbers of pixels"
            )
        images[entry["id"]] = CocoImage(entry["id"], name, int(sides[0]), int(sides[1]))
    if len(images) < len(objects):
        raise ValueError("some images have the same id; expected an id each")
    if len({isinstance(number, str) for number in images}) > 1:
        raise ValueError("some images' ids are numbers and some text; expected numbers")
    return list(images.values())


def _objects(entries: object, what: str) -> list[dict]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"{what} are no list of objects")
    for entry in entries:
        if not isinstance(entry["id"], _ID):
            raise ValueError(f"one of the {what} has the id {entry['id']!r:.60}; expected a number")
    return entries


def _add_instances(
    data: CocoData, entries: Iterable[object], score_thr: float | None, source: str | Path
) -> None:
    """Add a file's entries to their images; of predictions, those of a score, others have none."""
    images = {image.id: image for image in data.images}
    for place, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise ValueError(f"{source}: entry {place} is no object but {entry!r:.60}")
        number, score = entry.get("id", place), None
        try:
            image_id, category_id = entry["image_id"], entry["category_id"]
            if score_thr is not None:
                score = entry["score"]
        except KeyError as error:
            raise ValueError(f"{source}: an entry has no {error}") from error
        if score_thr is not None:
            if not is_number(score):
                raise ValueError(
                    f"{source}: entry {number} has the score {score!r}; expected a number"
                )
            if score < score_thr:
                continue
        image = images.get(image_id) if isinstance(image_id, _ID) else None
        category = data.names.get(category_id) if isinstance(category_id, _ID) else None
        if image is None or category is None:
            what = "image" if image is None else "category"
            raise ValueError(
                f"{source}: entry {number} has the {what}_id {entry[f'{what}_id']!r:.60}, which "
                f"the COCO file does not have; give the file that the predictions were made for"
            )
        try:
            rle = compressed_rle(entry.get("segmentation"), image.width, image.height)
        except ValueError as error:
            raise ValueError(f"{source}: entry {number} of {image.file_name}: {error}") from error
        image.instances.append(
            CocoInstance(
                number,
                category,
                rle,
                score,
                entry.get("instance_number"),
                bool(entry.get("iscrowd", 0)),
            )
        )
