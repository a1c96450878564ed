"""Measurements of objects, for a table."""

import math
from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from .exported_object import ExportedObject

COLUMNS = (
    "image",
    "label",
    "id",
    "class",
    "score",
    "area_px",
    "centroid_x_px",
    "centroid_y_px",
    "bbox_left_px",
    "bbox_top_px",
    "bbox_width_px",
    "bbox_height_px",
    "perimeter_px",
    "equivalent_diameter_px",
    "major_axis_px",
    "minor_axis_px",
    "eccentricity",
    "solidity",
    "circularity",
    "parts",
    "touches_border",
)
MICROMETRE_COLUMNS = (
    "area_um2",
    "perimeter_um",
    "equivalent_diameter_um",
    "major_axis_um",
    "minor_axis_um",
)
NUCLEUS_COLUMN = "nucleus_to_cytoplasm"
INTENSITY_COLUMNS = (
    "mean_intensity_grey",
    "mean_intensity_red",
    "mean_intensity_green",
    "mean_intensity_blue",
)


def table_columns(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the columns of a table in their order: of those beyond ``COLUMNS`` what rows have."""
    found = {column for row in rows for column in row}
    optional = (*MICROMETRE_COLUMNS, NUCLEUS_COLUMN, *INTENSITY_COLUMNS)
    return [*COLUMNS, *(column for column in optional if column in found)]


def measure(item: ExportedObject, pixel_size: float | None = None) -> dict[str, object]:
    """Measure an object's place and shape.

    Shape measures are scikit-image's ``regionprops``: the perimeter follows the pixels' centres,
    the axes are those of the ellipse of equal second moments. Solidity is the area relative to the
    convex hull's, of the pixels' corners, as in ImageJ. Circularity is 4 pi area / perimeter^2, at
    most 1. An object of several parts is measured as one. Positions count from the image's upper
    left corner, as in ImageJ, QuPath and ``bbox``: the first pixel's centre is at (0.5, 0.5).

    Args:
        item: The object.
        pixel_size: Micrometres a pixel; None leaves micrometres out.

    Returns:
        dict: Values by column name, all but ``image`` of ``COLUMNS`` and, with a pixel size, of
        ``MICROMETRE_COLUMNS``.
    """
    from skimage.measure import regionprops

    inside = item.mask.crop > 0
    [region] = regionprops(inside.view(np.uint8))
    left, top, width, height = item.mask.bbox
    row, column = region.centroid
    area, perimeter = int(region.area), float(region.perimeter)
    values = {
        "label": item.label,
        "id": item.id,
        "class": item.category,
        "score": item.score,
        "area_px": area,
        "centroid_x_px": left + column + 0.5,
        "centroid_y_px": top + row + 0.5,
        "bbox_left_px": left,
        "bbox_top_px": top,
        "bbox_width_px": width,
        "bbox_height_px": height,
        "perimeter_px": perimeter,
        "equivalent_diameter_px": region.equivalent_diameter_area,
        "major_axis_px": region.axis_major_length,
        "minor_axis_px": region.axis_minor_length,
        "eccentricity": region.eccentricity,
        "solidity": area / _hull_area(inside),
        "circularity": min(1.0, 4 * math.pi * area / perimeter**2) if perimeter else 1.0,
        "parts": item.mask.parts(),
        "touches_border": int(item.mask.touches_border()),
    }
    if pixel_size is not None:
        values["area_um2"] = area * pixel_size**2
        for name in ("perimeter", "equivalent_diameter", "major_axis", "minor_axis"):
            values[f"{name}_um"] = values[f"{name}_px"] * pixel_size
    return values


def _hull_area(inside: np.ndarray) -> float:
    """Return the area of the convex hull of a mask's pixels.

    ``regionprops`` counts the pixels inside the hull instead, which takes longer than all the rest.
    """
    rows = np.flatnonzero(inside.any(axis=1))
    first = inside[rows].argmax(axis=1)
    end = inside.shape[1] - inside[rows, ::-1].argmax(axis=1)
    x, y = (
        np.concatenate((first, end, first, end)),
        np.concatenate((rows, rows, rows + 1, rows + 1)),
    )
    return cv2.contourArea(cv2.convexHull(np.column_stack((x, y)).astype(np.int32)))
