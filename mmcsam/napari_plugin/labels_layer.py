"""Cells as a labels layer of napari."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.label_image import draw_label_image

LayerData = tuple[np.ndarray, dict[str, Any], str]
OURS = "mmcsam"  # our entry in a layer's metadata


def labels_layer(
    objects: Sequence[ExportedObject],
    image_size: tuple[int, int],
    file_name: str,
    classes: Sequence[str],
) -> LayerData:
    """Return cells as what napari makes a labels layer of.

    The layer is a label image as ``export`` writes it: of cells that overlap, one has a pixel. Its
    features have a row a cell: ``index`` (the label), ``class``, ``score`` unless no cell has one,
    and ``area_px``, the mask's own.

    Args:
        objects: The image's cells, labelled from 1.
        image_size: Width and height, in pixels.
        file_name: What the image is called; kept in the layer's metadata, with the classes, so that
            a layer that is saved as COCO says the same of both.
        classes: Class names, in the model's or the file's order.

    Returns:
        tuple: Labels (height, width), the layer's attributes and ``"labels"``, see
        https://napari.org/stable/plugins/technical_references/contributions.html.
    """
    labels, _, _ = draw_label_image(objects, image_size)
    features: dict[str, list] = {
        "index": [item.label for item in objects],
        "class": [item.category for item in objects],
    }
    if any(item.score is not None for item in objects):
        features["score"] = [item.score for item in objects]
    features["area_px"] = [int(np.count_nonzero(item.mask.crop)) for item in objects]
    attributes = {
        "name": f"{file_name} cells",
        "features": features,
        "metadata": {OURS: {"file_name": file_name, "classes": list(classes)}},
    }
    return labels, attributes, "labels"
