"""Read COCO instance files and predictions in COCO form."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mmcsam.jobs.problem import Problem

from .data import CocoData
from .header import listed, read_header
from .instances import InstanceReader
from .results import result_list


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
    ann_file: str | Path,
    prediction_file: str | Path | None = None,
    score_thr: float = 0.5,
    problems: list[Problem] | None = None,
) -> CocoData:
    """Read the objects of a COCO file, or the predictions for its images.

    Polygons become RLE. What other tools write and can mean one thing only is read, and said in the
    notes of the result; all else is refused.

    Args:
        ann_file: COCO JSON with images and categories, and annotations if they are wanted.
        prediction_file: COCO result list with masks, as MMDetection's ``CocoMetric`` writes it.
            None reads the annotations of ``ann_file`` instead.
        score_thr: Leave out predictions below this score.
        problems: Receives damaged masks, which are left out then; None raises at the first.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If a file is not in COCO's form, an entry belongs to no image or class, a mask
            is damaged or has another size than its image, or a score is no number.
    """
    coco = read_json(ann_file)
    if not isinstance(coco, dict) or not {"images", "categories"} <= coco.keys():
        raise ValueError(f"{ann_file}: expected a COCO file, an object with images and categories")
    try:
        data = read_header(coco, [])
        if prediction_file is None:
            entries = listed(coco.get("annotations"), "annotations", data.notes)
    except ValueError as error:
        raise ValueError(f"{ann_file}: {error}") from error
    if prediction_file is not None:
        return read_predictions(data, prediction_file, score_thr, problems)
    InstanceReader(data, str(ann_file), None, problems).add(entries)
    return data


@_no_collection()
def read_predictions(
    truth: CocoData,
    prediction_file: str | Path,
    score_thr: float = 0.5,
    problems: list[Problem] | None = None,
) -> CocoData:
    """Read the predictions for the images of a COCO file that was read already.

    Args:
        truth: The file's images and classes; its objects stay where they are.
        prediction_file: COCO result list with masks, or a COCO data set of predictions, as
            ``predict`` writes it; see :func:`result_list`.
        score_thr: Leave out predictions below this score.
        problems: As for :func:`read_coco`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: As for :func:`read_coco`.
    """
    entries = read_json(prediction_file)
    notes = list(truth.notes)
    if isinstance(entries, dict) and "images" in entries:
        entries = result_list(entries, truth, str(prediction_file), notes)
    if not isinstance(entries, list):
        raise ValueError(
            f"{prediction_file}: expected a COCO result file, a list of predictions; "
            "MMDetection writes it with test_evaluator.outfile_prefix"
        )
    images = [replace(image, instances=[]) for image in truth.images]
    data = CocoData(truth.names, images, notes)
    InstanceReader(data, str(prediction_file), score_thr, problems).add(entries)
    return data


def read_json(path: str | Path) -> object:
    """Read a JSON file, in UTF-8 or UTF-16, with or without a byte order mark.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not JSON.
    """
    try:
        return json.loads(Path(path).read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: not a JSON file ({error})") from error
    except RecursionError as error:
        raise ValueError(f"{path}: its JSON is nested too deep for a COCO file") from error
