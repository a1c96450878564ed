"""GeoJSON for QuPath."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mmcsam.structures.outline import Outline, trace_outlines

from .exported_object import ExportedObject

OBJECT_TYPES = ("annotation", "detection")


def write_qupath_objects(path: Path, objects: Sequence[ExportedObject], object_type: str) -> None:
    """Write objects as a GeoJSON feature collection, which QuPath 0.4 and later import.

    Args:
        path: File to write.
        objects: The image's objects.
        object_type: "annotation", which can be edited in QuPath, or "detection", which cannot but
            is drawn faster where there are thousands.
    """
    features = [qupath_feature(item, object_type) for item in objects]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)


def qupath_feature(item: ExportedObject, object_type: str) -> dict:
    """Return an object as a GeoJSON feature with QuPath's properties.

    The geometry is a Polygon with holes, or a MultiPolygon for several parts; pixels that meet at a
    corner only are separate parts, as a valid polygon must not touch itself. Coordinates are pixels
    of the whole image from its upper left corner, so that the area is the number of pixels. Label
    and score are measurements.
    """
    outlines = trace_outlines(item.mask.crop, item.mask.left, item.mask.top)
    polygons = [_coordinates(part) for part in outlines]
    single = len(polygons) == 1
    measurements: dict[str, float] = {"label": item.label}
    if item.score is not None:
        measurements["score"] = item.score
    return {
        "type": "Feature",
        "geometry": {
            "type": "Polygon" if single else "MultiPolygon",
            "coordinates": polygons[0] if single else polygons,
        },
        "properties": {
            "objectType": object_type,
            "classification": {"name": item.category},
            "measurements": measurements,
        },
    }


def _coordinates(part: Outline) -> list:
    """Return rings whose last point repeats the first, as GeoJSON wants it."""
    return [np.vstack((ring, ring[:1])).tolist() for ring in (part.exterior, *part.holes)]
