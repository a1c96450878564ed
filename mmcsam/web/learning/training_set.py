"""Corrected images as the network sees them, in windows that a training can take."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.lossless import write_lossless
from mmcsam.images.source import open_source
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.scale import Scale, choose_scale
from mmcsam.inference.tiling import Box
from mmcsam.inference.window import read_window
from mmcsam.jobs.whole_file import write_json
from mmcsam.structures.instance_mask import InstanceMask

SIDE = 640  # network pixels of a window at most: what a laptop trains on in seconds
_TILE = 2048  # of predict's Segmenter, which decides about the scale of large images
_CUT = 0.5  # a cell of which a window shows less is no example of one
_EMPTY = 0.25  # windows without a cell, as a share of those with one


@dataclass(frozen=True)
class TrainingSet:
    """Writes windows of images at the network's scale.

    Pixels are scaled as they are for a prediction: by the cell width or pixel size that the project
    was given, or as in the model's test. A window of a large image is a training image of its own;
    of those without any cell only a few are taken.

    Attributes:
        card: Of the model that is to learn.
        cell_width: As for a prediction.
        pixel_size: Likewise.
        folder: Receives ``windows/*.png``.
    """

    card: ModelCard
    cell_width: float | None
    pixel_size: float | None
    folder: Path

    def write(self, coco: dict, path_of: Callable[[dict], Path]) -> dict:
        """Write the windows of a COCO data set's images.

        Args:
            coco: Images and their cells, in the images' own pixels.
            path_of: The file of an image's entry.

        Returns:
            dict: COCO of the windows, whose images have ``source``, the id of the image that they
            are of.

        Raises:
            UnusableFileError: If an image cannot be read.
            ValueError: If a cell's width or a pixel's size was given that the model does not know.
        """
        cells: dict[int, list[dict]] = {image["id"]: [] for image in coco["images"]}
        for annotation in coco["annotations"]:
            cells[annotation["image_id"]].append(annotation)
        images: list[dict] = []
        annotations: list[dict] = []
        for image in coco["images"]:
            windows = self._windows(path_of(image), image["id"], cells[image["id"]])
            for entry, inside in windows:
                number = len(images) + 1
                images.append({"id": number, "source": image["id"], **entry})
                for one in inside:
                    annotations.append({"id": len(annotations) + 1, "image_id": number, **one})
        return {"images": images, "annotations": annotations, "categories": coco["categories"]}

    def _windows(
        self, path: Path, image_id: int, cells: list[dict]
    ) -> Iterator[tuple[dict, list[dict]]]:
        with open_source(path, name=path.name) as source:
            scale = choose_scale(
                PipelineSteps(self.card.pipeline),
                self.card,
                source,
                self.cell_width,
                self.pixel_size,
                _TILE,
            )
            mapping = None if source.dtype == np.uint8 else self._mapping()
            size = (source.width, source.height)
            masks = [(one, InstanceMask.from_rle(one["segmentation"])) for one in cells]
            full, empty = 0, 0
            for number, window in enumerate(_grid(size, scale)):
                inside = [
                    found
                    for one, mask in masks
                    if (found := _seen(one, mask, window, scale.factor)) is not None
                ]
                if not inside and empty >= max(1, _EMPTY * full):
                    continue
                full, empty = full + bool(inside), empty + (not inside)
                pixels = read_window(source, window, mapping)
                width, height = _network_size(window, scale.factor)
                if (width, height) != (window.width, window.height):
                    pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)
                name = f"windows/{image_id}-{number}.png"
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                write_lossless(target, pixels)
                yield {"file_name": name, "width": width, "height": height}, inside

    def _mapping(self) -> IntensityMapping | None:
        known = self.card.intensity
        return None if known is None else IntensityMapping.from_info(known, self.card.name)


def card_of_windows(card: ModelCard) -> ModelCard:
    """Return a card whose pipeline takes windows as they are."""
    steps = [
        copy.deepcopy(step)
        for step in card.pipeline
        if step["type"] != "Resize" and not step["type"].endswith("Pad")
    ]
    as_it_is = {"type": "Resize", "scale_factor": 1.0, "keep_ratio": True}
    return replace(card, pipeline=[as_it_is, *steps], intensity=None)


def _grid(size: tuple[int, int], scale: Scale) -> Iterator[Box]:
    """Cut an image into windows side by side, as equal as whole pixels allow."""
    most = max(1, int(SIDE / scale.factor))
    counts = [-(-side // most) for side in size]
    edges = [
        [side * place // count for place in range(count + 1)]
        for side, count in zip(size, counts, strict=True)
    ]
    for top, bottom in zip(edges[1], edges[1][1:], strict=False):
        for left, right in zip(edges[0], edges[0][1:], strict=False):
            yield Box(left, top, right, bottom)


def _network_size(window: Box, factor: float) -> tuple[int, int]:
    return max(1, round(window.width * factor)), max(1, round(window.height * factor))


def _seen(one: dict, mask: InstanceMask, window: Box, factor: float) -> dict | None:
    """Return the annotation of what a window shows of a cell; None if it shows nothing.

    A cell that is cut in two is marked as a crowd region, by which nothing is learned.
    """
    left, top, width, height = mask.bbox
    x, y = max(left, window.left), max(top, window.top)
    right, bottom = min(left + width, window.right), min(top + height, window.bottom)
    if x >= right or y >= bottom:
        return None
    crop = (mask.crop[y - top : bottom - top, x - left : right - left] > 0).astype(np.uint8)
    share = np.count_nonzero(crop) / max(np.count_nonzero(mask.crop), 1)
    size = _network_size(window, factor)
    shape = (window.height, window.width)
    whole = np.zeros(shape, np.uint8)
    whole[y - window.top : bottom - window.top, x - window.left : right - window.left] = crop
    if size != (window.width, window.height):
        soft = cv2.resize(whole * 255, size, interpolation=cv2.INTER_LINEAR)
        seen = np.asarray(soft >= 128)
    else:
        seen = whole > 0
    if not seen.any():
        return None
    found = InstanceMask.cut(seen).annotation(one["category_id"])
    return found | {"iscrowd": int(share < _CUT or bool(one.get("iscrowd", 0)))}


def write_part(coco: dict, sources: set[int], path: Path) -> Path:
    """Write the windows, or images, that are of some images.

    Args:
        coco: With ``source`` in its images, or else their own ids count.
        sources: Ids of these images.
        path: The file.
    """
    images = [image for image in coco["images"] if image.get("source", image["id"]) in sources]
    kept = {image["id"] for image in images}
    annotations = [one for one in coco["annotations"] if one["image_id"] in kept]
    write_json(path, {**coco, "images": images, "annotations": annotations})
    return path
