"""Check one image and its annotations."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pycocotools import mask as mask_api

from mmcsam.structures.duplicates import NEAR_DUPLICATE_IOU, near_duplicates

from .finding import Finding, FindingKind
from .image_header import ImageHeader, read_as_mmdetection, read_image_header
from .mask_check import SPOILING, check_mask
from .mmdet_rules import dropped_as, ignored_as

Kind = FindingKind

_STOCK_MIN_SIZE = 32  # of MMDetection's own configurations
_NEARLY = 26  # of 255: a tenth of the range


@dataclass
class CheckedImage:
    """What the check of one image yields.

    Attributes:
        findings: In order.
        trained: Instances that MMDetection trains on.
        overlapped_pixels: Pixels that pairs of instances of one class share.
    """

    findings: list[Finding] = field(default_factory=list)
    trained: int = 0
    overlapped_pixels: int = 0


@dataclass(frozen=True)
class ImageChecker:
    """Checks images; picklable, for worker processes.

    Attributes:
        image_root: Folder that ``file_name`` starts from.
        category_ids: Ids of all categories in the file.
        class_ids: Ids of the classes to train on.
        read_pixels: Whether to read every image's pixels, to notice damaged files.
        mapped: Whether the file records how images of more than 8 bits are read.
    """

    image_root: Path
    category_ids: frozenset
    class_ids: frozenset
    read_pixels: bool = False
    mapped: bool = False

    def __call__(self, item: tuple[dict, list[dict]]) -> CheckedImage:
        """Check an image entry and its annotations."""
        image, annotations = item
        result = CheckedImage()
        self._check_file(image, result)
        masks = self._check_annotations(image, annotations, result)
        _check_pairs(image, masks, result)
        return result

    def _check_file(self, image: dict, result: CheckedImage) -> None:
        name = image["file_name"]

        def note(kind: FindingKind, detail: str = "") -> None:
            result.findings.append(Finding(kind, name, detail, name))

        if min(image["width"], image["height"]) < _STOCK_MIN_SIZE:
            note(Kind.SMALL_IMAGE, f"{image['width']}x{image['height']}")
        path = self.image_root / name
        try:
            header = read_image_header(path, self.read_pixels)
            pixels = read_as_mmdetection(path) if header.deep and not self.mapped else None
        except FileNotFoundError as error:
            note(Kind.MISSING_IMAGE, str(error))
        except (OSError, ValueError) as error:
            note(Kind.UNREADABLE_IMAGE, str(error))
        else:
            _check_size(image, header, note)
            if pixels is not None:
                _check_depth(pixels, note)

    def _check_annotations(
        self, image: dict, annotations: Collection[dict], result: CheckedImage
    ) -> list[tuple[dict, dict]]:
        """Return the annotations that MMDetection trains on, each with its mask."""
        width, height, name = image["width"], image["height"], image["file_name"]
        masks = []
        for annotation in annotations:
            number = annotation["id"]

            def note(kind: FindingKind, detail: str = "", number: object = number) -> None:
                where = f"{name}, annotation {number!r}"
                result.findings.append(Finding(kind, where, detail, name, number))

            dropped = dropped_as(annotation, width, height, self.class_ids)
            if dropped is not None:
                note(*self._explain(dropped, annotation))
                continue
            ignored = ignored_as(annotation)
            if ignored is not None:
                note(ignored)
            if ignored is Kind.IGNORED_MASK:
                continue
            mask, found = check_mask(annotation, width, height)
            spoilt = any(kind in SPOILING for kind, _ in found)
            result.trained += ignored is None and not spoilt
            for kind, detail in found:
                note(kind, detail)
            if mask is not None and ignored is None:
                masks.append((annotation, mask))
        if not annotations:
            result.findings.append(Finding(Kind.NO_INSTANCES, name, file_name=name))
        elif not result.trained:
            result.findings.append(
                Finding(Kind.NOTHING_LEFT, name, f"{len(annotations)} instances", name)
            )
        return masks

    def _explain(self, dropped: FindingKind, annotation: dict) -> tuple[FindingKind, str]:
        if dropped is Kind.UNKNOWN_CATEGORY:
            known = annotation["category_id"] in self.category_ids
            kind = Kind.OTHER_CLASS if known else Kind.UNKNOWN_CATEGORY
            return kind, f"category_id {annotation['category_id']!r}"
        if dropped is Kind.NO_AREA:
            return dropped, f"area {annotation['area']}"
        if dropped is Kind.IGNORE_FLAG:
            return dropped, ""
        return dropped, f"bbox {annotation['bbox']}"


def _check_size(image: dict, header: ImageHeader, note) -> None:
    size, stated = (header.width, header.height), (image["width"], image["height"])
    turned = f"EXIF orientation {header.orientation}"
    if size != stated:
        detail = f"{size[0]}x{size[1]}, the file says {stated[0]}x{stated[1]}"
        if header.stored_size == stated:
            detail += f", which it has before it is turned ({turned})"
        note(Kind.IMAGE_SIZE, detail)
    elif header.orientation != 1:
        note(Kind.TURNED_IMAGE, turned)


def _check_depth(pixels: np.ndarray, note) -> None:
    """Judge the range in which MMDetection reads an image of more than 8 bits."""
    low, high = np.percentile(pixels[::4, ::4], (1, 99))
    detail = f"read as {low:.0f} to {high:.0f} of 255 (1st and 99th percentile)"
    extreme = high < _NEARLY or low > 255 - _NEARLY
    note(Kind.DARK_IMAGE if extreme else Kind.DEEP_IMAGE, detail)


def _check_pairs(image: dict, masks: list[tuple[dict, dict]], result: CheckedImage) -> None:
    name = image["file_name"]
    areas = [int(mask_api.area(mask)) for _, mask in masks]
    for i, j, iou in near_duplicates([mask for _, mask in masks], threshold=0):
        first, second = masks[i][0], masks[j][0]
        if first["category_id"] != second["category_id"]:
            continue  # a nucleus may fill its cell
        where = f"{name}, annotations {first['id']!r} and {second['id']!r}"
        if iou > NEAR_DUPLICATE_IOU:
            detail = f"IoU {iou:.3f}"
            result.findings.append(Finding(Kind.NEAR_DUPLICATE, where, detail, name, second["id"]))
        else:
            shared = round(iou * (areas[i] + areas[j]) / (1 + iou))
            result.overlapped_pixels += shared
            detail = f"{shared} pixels, IoU {iou:.3f}"
            result.findings.append(Finding(Kind.OVERLAP, where, detail, name, second["id"]))
