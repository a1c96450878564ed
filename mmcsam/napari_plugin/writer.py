"""Save a labels layer of napari as a label image or as COCO."""

from collections.abc import Mapping
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from mmcsam.export.label_image import write_label_image
from mmcsam.images.label_file import check_not_negative
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.jobs.whole_file import whole_file, write_json
from mmcsam.structures.label_instances import label_instances

from .labels_layer import OURS

_CLASS = "cell"  # of a label that nothing is known of


def write_label_image_file(path: str, data: Any, attributes: Mapping[str, Any]) -> list[str]:
    """Write a labels layer as a TIFF label image; napari calls it.

    16 bits, or more where labels are above 65,535; a stack becomes pages.

    Args:
        path: The file.
        data: The layer's labels, (..., height, width) of any integer type, 0 or more.
        attributes: The layer's.

    Returns:
        list: The file.

    Raises:
        OSError: If it cannot be written.
        ValueError: If it has labels below 0.
    """
    labels = _labels(data, attributes)
    dtype = np.promote_types(np.uint16, np.min_scalar_type(labels.max(initial=0)))
    with whole_file(path) as part:
        write_label_image(part, labels.astype(dtype))
    return [path]


def write_coco_file(path: str, data: Any, attributes: Mapping[str, Any]) -> list[str]:
    """Write a labels layer as a COCO data set of one image; napari calls it.

    Classes and scores are those of the layer's features, by ``index``. A label without a class has
    the first one that is known, or else "cell". Where a label has no score, such as a cell drawn by
    hand, no score is written at all: the file then holds annotations, no predictions.

    Args:
        path: The file.
        data: The layer's labels, (height, width) of any integer type, 0 or more.
        attributes: The layer's; the image is called as our entry in ``metadata`` says, or else as
            the layer.

    Returns:
        list: The file.

    Raises:
        OSError: If it cannot be written.
        ValueError: If the layer is no plane, or has labels below 0.
    """
    labels = _labels(data, attributes)
    if labels.ndim != 2:
        raise UnusableFileError(
            _name(attributes),
            f"it has {labels.ndim} axes",
            "2, rows and columns, as COCO's images",
            "Take a plane of it into a layer of its own",
        )
    known = attributes.get("metadata", {}).get(OURS, {})
    rows = _rows(attributes.get("features"))
    cells = [(mask, rows.get(label, {})) for label, mask in label_instances(labels)]
    classes = list(known.get("classes", ()))
    names = [_class_of(row) or next(iter(classes), _CLASS) for _, row in cells]
    classes = list(dict.fromkeys((*classes, *names))) or [_CLASS]
    scores = [_score_of(row) for _, row in cells]
    height, width = labels.shape
    image = {"id": 1, "file_name": known.get("file_name") or attributes["name"]}
    coco = {
        "images": [{**image, "width": width, "height": height}],
        "categories": [{"id": i, "name": name} for i, name in enumerate(classes, start=1)],
        "annotations": [
            {
                "id": number,
                "image_id": 1,
                **mask.annotation(classes.index(name) + 1),
                **({} if None in scores else {"score": score}),
            }
            for number, ((mask, _), name, score) in enumerate(
                zip(cells, names, scores, strict=True), start=1
            )
        ],
    }
    write_json(path, coco)
    return [path]


def _labels(data: Any, attributes: Mapping[str, Any]) -> np.ndarray:
    """Return a layer's labels in memory, of the finest of several scales."""
    labels = np.asarray(data[0] if attributes.get("multiscale") else data)
    return check_not_negative(labels, _name(attributes))


def _name(attributes: Mapping[str, Any]) -> str:
    return f"the layer {attributes['name']}"


def _rows(features: Any) -> dict[int, dict[str, Any]]:
    """Return the rows of a table of features, a pandas.DataFrame or a dict of columns, by label."""
    if features is None or len(columns := {name: list(features[name]) for name in features}) == 0:
        return {}
    count = len(next(iter(columns.values())))
    labels = columns.get("index", range(count))  # as napari has it: row 0 is the background
    return {
        int(label): {name: values[row] for name, values in columns.items()}
        for row, label in enumerate(labels)
    }


def _class_of(row: Mapping[str, Any]) -> str | None:
    """Return a label's class; None for what a table has where nothing is known, such as NaN."""
    value = row.get("class")
    return value if isinstance(value, str) and value else None


def _score_of(row: Mapping[str, Any]) -> float | None:
    value = row.get("score")
    return float(value) if isinstance(value, Real) and isfinite(value) else None
