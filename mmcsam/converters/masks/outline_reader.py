"""Read the outlines that Labelme and ImageJ keep beside an image."""

import base64
import binascii
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mmcsam.coco.json_values import is_number, whole_number
from mmcsam.coco.reader import read_json
from mmcsam.images.picture import check_said_size
from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.filled_rings import fill_rings
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.mask_union import union

_LARGEST = 2**26  # bytes of a region, and of all regions of a file
_CIRCLE = 90  # corners
_ROUGH = {"line", "linestrip", "point", "points"}  # they enclose nothing


@dataclass
class Outlines:
    """A file's objects.

    Attributes:
        masks: Of each object, cut to its box: a large image has thousands.
        labels: How often each label or class is named.
        left_out: How many shapes enclose no pixel, by their kind.
    """

    masks: list[InstanceMask] = field(default_factory=list)
    labels: Counter = field(default_factory=Counter)
    left_out: Counter = field(default_factory=Counter)

    def add(self, mask: InstanceMask | None, label: str, kind: str) -> None:
        """Add an object, or count it as left out where it has no pixel."""
        if mask is None:
            self.left_out[kind] += 1
        else:
            self.masks.append(mask)
            self.labels[label] += 1


def read_outlines(path: Path, name: str, image_size: tuple[int, int]) -> Outlines:
    """Read the objects of an image.

    Args:
        path: Labelme's JSON, ImageJ's RoiSet as ``.zip``, or one region as ``.roi``.
        name: What to call it in an error.
        image_size: Width and height of the image.

    Returns:
        Outlines: A pixel belongs to an object if its centre lies within the outline. Shapes of
        Labelme with the same label and ``group_id`` are one object.

    Raises:
        UnusableFileError: If it is damaged, is for an image of another size, or holds regions of
            several slices.
        OSError: If it cannot be opened.
    """
    check_regular_file(path, name)
    if path.suffix.lower() == ".json":
        return _labelme(path, name, image_size)
    return _imagej(path, name, image_size)


def _labelme(path: Path, name: str, size: tuple[int, int]) -> Outlines:
    try:
        content: Any = read_json(path)
    except ValueError as error:
        raise _damaged(name, str(error).removeprefix(f"{path}: ")) from error
    if not isinstance(content, dict) or not isinstance(content.get("shapes"), list):
        raise UnusableFileError(
            name, "it has no list of shapes", "Labelme's JSON", "COCO needs no conversion"
        )
    said = content.get("imageWidth"), content.get("imageHeight")
    if said != (None, None) and tuple(map(whole_number, said)) != size:
        raise UnusableFileError(
            name,
            f"it is for an image of {said[0]!r:.20}x{said[1]!r:.20} pixels",
            f"{size[0]}x{size[1]} as its image",
            "Take the file made for this image",
        )
    found = Outlines()
    groups: dict[tuple[str, str], list[InstanceMask]] = {}
    for place, shape in enumerate(content["shapes"], start=1):
        if not isinstance(shape, dict):
            raise _damaged(name, f"shape {place} is no object")
        kind, label = str(shape.get("shape_type") or "polygon"), str(shape.get("label"))
        if kind in _ROUGH:
            found.left_out[kind] += 1
            continue
        mask = _shape(shape, kind, f"shape {place}", name, size)
        group = shape.get("group_id")
        if group is None:
            found.add(mask, label, kind)
        else:
            parts = groups.setdefault((label, str(group)), [])
            parts += [mask] if mask is not None else []
    for (label, _), parts in groups.items():
        found.add(union(parts) if parts else None, label, "group")
    return found


def _shape(
    shape: dict, kind: str, where: str, name: str, size: tuple[int, int]
) -> InstanceMask | None:
    points = shape.get("points")
    if (
        not isinstance(points, list)
        or not points
        or not all(isinstance(p, list) and len(p) == 2 and all(map(is_number, p)) for p in points)
    ):
        raise _damaged(name, f"{where} has no list of points")
    corners = np.array(points, np.float64).clip(-(2**31), 2**31)
    if kind == "polygon" and len(corners) > 2:
        return fill_rings([corners], size)
    if len(corners) == 2 and kind in ("rectangle", "circle", "mask"):
        (left, top), (right, bottom) = corners
        if kind == "rectangle":
            return fill_rings(
                [np.array([[left, top], [right, top], [right, bottom], [left, bottom]])], size
            )
        if kind == "mask":
            return _mask(shape, corners, where, name, size)
        angle = np.linspace(0, 2 * np.pi, _CIRCLE, endpoint=False)
        radius = np.hypot(right - left, bottom - top)
        return fill_rings([corners[0] + radius * np.stack([np.cos(angle), np.sin(angle)], 1)], size)
    raise _damaged(name, f"{where} is a {kind:.30} of {len(corners)} points")


def _mask(
    shape: dict, corners: np.ndarray, where: str, name: str, size: tuple[int, int]
) -> InstanceMask | None:
    """Return a mask that Labelme keeps as a PNG file of its box, the last pixel included."""
    try:
        data = base64.b64decode(str(shape.get("mask")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged(name, f"{where} has a mask that is no Base64 ({error})") from error
    check_said_size(data[:54], len(data), f"{name}, {where}")
    part = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) if data else None
    left, top, right, bottom = (int(side) for side in corners.round().ravel())
    if part is None or part.shape != (bottom - top + 1, right - left + 1):
        raise _damaged(name, f"{where} has a mask of another size than its box")
    if not (0 <= left <= right < size[0] and 0 <= top <= bottom < size[1]):
        raise _damaged(name, f"{where} reaches beyond the image")
    return InstanceMask.cut(part, left, top, size) if part.any() else None


def _imagej(path: Path, name: str, size: tuple[int, int]) -> Outlines:
    found = Outlines()
    slices = set()
    for member, data in _regions(path, name):
        try:
            from roifile import ROI_TYPE, ImagejRoi

            roi = ImagejRoi.frombytes(data)
            rings = [np.asarray(ring, np.float64) for ring in roi.coordinates(multi=True)]
        except ImportError:
            raise
        except Exception as error:  # a damaged region can raise anything
            raise _damaged(name, f"the region {member} cannot be read ({error!s:.60})") from error
        slices.add(int(roi.position))
        kind = roi.roitype.name.lower()
        # A composite region is a rectangle with a path.
        if roi.roitype not in (
            *(ROI_TYPE.POLYGON, ROI_TYPE.RECT, ROI_TYPE.OVAL, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED),
        ):
            found.left_out[kind] += 1
            continue
        if any(not np.isfinite(ring).all() for ring in rings):
            raise _damaged(name, f"the region {member} has corners that are no numbers")
        rings = [ring for ring in rings if len(ring) > 2]
        found.add(fill_rings(rings, size), "region", kind)
    if len(slices - {0}) > 1:
        raise UnusableFileError(
            name,
            f"its regions are of {len(slices)} slices",
            "those of one image",
            "Save the regions of each slice apart",
        )
    return found


def _regions(path: Path, name: str) -> list[tuple[str, bytes]]:
    if path.suffix.lower() == ".roi":
        if path.stat().st_size > _LARGEST:
            raise _damaged(name, "it is larger than any region")
        return [(path.name, path.read_bytes())]
    try:
        with zipfile.ZipFile(path) as file:
            members = [each for each in file.infolist() if each.filename.lower().endswith(".roi")]
            if sum(each.file_size for each in members) > _LARGEST:
                raise _damaged(name, "its regions are larger than any")
            return [(each.filename, file.read(each)) for each in members]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, UnusableFileError):
            raise
        raise _damaged(name, f"it is no whole ZIP file ({error!s:.60})") from error
    except Exception as error:  # zlib's own
        if isinstance(error, OSError):
            raise
        raise _damaged(name, f"it is no whole ZIP file ({error!s:.60})") from error


def _damaged(name: str, found: str) -> UnusableFileError:
    return UnusableFileError(
        name, found, "outlines of Labelme or ImageJ", "Save it again from that program"
    )
