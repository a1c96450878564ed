"""ImageJ's regions of interest."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mmcsam.structures.outline import trace_outlines

from .exported_object import ExportedObject

if TYPE_CHECKING:
    from roifile import ImagejRoi

# Segments of a composite region, as in java.awt.geom.PathIterator.
_MOVE_TO, _LINE_TO, _CLOSE = 0, 1, 4
_LARGEST_SHORT = 32_767
_LAST_GROUP = 255


def write_imagej_rois(path: Path, objects: Sequence[ExportedObject]) -> None:
    """Write objects as a ZIP file for ImageJ's ROI Manager, in the order of their labels.

    The areas are exact: ImageJ measures as many pixels as a mask has, of objects with holes and of
    several parts too.
    """
    from roifile import roiwrite

    roiwrite(path, [imagej_roi(item) for item in objects], mode="w")


def imagej_roi(item: ExportedObject) -> "ImagejRoi":
    """Return an object as a region of ImageJ.

    An object of one part without holes is a traced polygon, as ImageJ's wand makes it, with corners
    on the pixels' corners. Any other is a composite region, whose holes ImageJ cuts out by the
    even-odd rule. The name is ``class-label-score``, the group is the class's number, and the
    properties hold class, label, id and score.
    """
    from roifile import ROI_TYPE, ImagejRoi

    outlines = trace_outlines(item.mask.crop, item.mask.left, item.mask.top)
    left, top, width, height = item.mask.bbox
    properties = {"class": item.category, "label": item.label, "id": item.id}
    score = "" if item.score is None else f"-{item.score:.2f}"
    if item.score is not None:
        properties["score"] = item.score
    common: dict[str, Any] = {
        # The name becomes a file name in the ZIP file.
        "name": re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", f"{item.category}-{item.label:04}{score}"),
        "props": "".join(f"{key}: {value}\n" for key, value in properties.items()),
        "group": item.category_number if item.category_number <= _LAST_GROUP else 0,
        "left": left,
        "top": top,
        "right": left + width,
        "bottom": top + height,
    }
    # Polygons have 16-bit coordinates, composite regions 32-bit ones.
    if len(outlines) > 1 or outlines[0].holes or max(item.mask.image_size) > _LARGEST_SHORT:
        rings = [ring for part in outlines for ring in (part.exterior, *part.holes)]
        path = np.concatenate([_segments(ring) for ring in rings]).astype(np.float32)
        return ImagejRoi(
            roitype=ROI_TYPE.RECT, shape_roi_size=path.size, multi_coordinates=path, **common
        )
    corners = outlines[0].exterior - (left, top)
    return ImagejRoi(
        roitype=ROI_TYPE.TRACED,
        n_coordinates=len(corners),
        integer_coordinates=corners.astype(np.int32),
        **common,
    )


def _segments(ring: np.ndarray) -> np.ndarray:
    """Return a ring as the numbers of a composite region's path."""
    operations = np.full((len(ring), 1), _LINE_TO)
    operations[0] = _MOVE_TO
    return np.append(np.hstack((operations, ring)).ravel(), _CLOSE)
