"""Images as COCO, with the cells that count."""

from collections.abc import Sequence
from typing import Any

from .image_entry import ImageEntry
from .image_state import ImageState


def finished_coco(
    images: Sequence[tuple[ImageEntry, ImageState]], classes: Sequence[str], threshold: float
) -> dict[str, Any]:
    """Return images as a COCO data set.

    Args:
        images: Each with its cells.
        classes: Class names, by label.
        threshold: Score threshold for images that are not finished.

    Returns:
        dict: ``images`` with the project's ids, ``categories`` counted from 1, ``annotations``; of
        cells that a model found, and nobody touched, with a ``score``.
    """
    annotations: list[dict[str, Any]] = []
    for entry, state in images:
        for cell in state.shown(threshold):
            score = {} if cell.score is None else {"score": cell.score}
            annotation = {
                "id": len(annotations) + 1,
                "image_id": entry.id,
                "category_id": cell.label + 1,
                "segmentation": cell.rle,
                "area": cell.area,
                "bbox": [float(value) for value in cell.box],
                "iscrowd": 0,
                **score,
            }
            annotations.append(annotation)
    listed = [
        {"id": one.id, "file_name": one.name, "width": one.width, "height": one.height}
        for one, _ in images
    ]
    categories = [{"id": number, "name": name} for number, name in enumerate(classes, start=1)]
    return {"images": listed, "categories": categories, "annotations": annotations}
