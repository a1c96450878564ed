"""One cell's outline in a box that somebody has dragged around it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from mmengine.model import BaseModel

from mmcsam.images.source import ImageSource
from mmcsam.inference.segmenter import Segmenter
from mmcsam.inference.tiling import Box
from mmcsam.inference.window import read_window, window_cells
from mmcsam.models.guides.out_of_fold_guide import OutOfFoldGuide
from mmcsam.models.guides.unet_guide import UNetGuide
from mmcsam.ops.mask_paste import paste_masks_to_rle
from mmcsam.structures.instance_mask import InstanceMask

_SEEN = 160  # network pixels around a box that a detector without a guide is shown
_SAME_BOX = 0.3  # IoU of a found cell's box and the dragged one
_SMALLEST = 0.1  # share of the box that an outline covers at least


@dataclass(frozen=True)
class BoxOutline(InstanceMask):
    """A cell's mask, and who drew it.

    Attributes:
        by: "guide", "model" or "ellipse".
        note: What to tell the user; nothing where the guide drew it.
    """

    by: str = "guide"
    note: str = ""


def outline_in_box(segmenter: Segmenter, source: ImageSource, box: Sequence[float]) -> BoxOutline:
    """Outline the cell in a box.

    A model's guide was trained to segment the cell that a box is drawn around, and looks at nothing
    but the box: it answers at once, however large the image is. Without one the model looks for
    cells around the box; where it finds none the outline is an ellipse to begin with.

    Args:
        segmenter: The model.
        source: The image.
        box: Left, top, width and height in image pixels.

    Raises:
        UnusableFileError: If the image cannot be used.
        ValueError: If the box has no pixel of the image.
    """
    place = _whole_pixels(box, (source.width, source.height))
    model = getattr(segmenter.backend, "model", None)  # PyTorch's alone has one
    guide = getattr(model, "guide", None)
    if model is not None and isinstance(guide, UNetGuide | OutOfFoldGuide):
        mask = _by_guide(segmenter, source, place, guide, model.data_preprocessor)
        if mask is not None:
            return _outline(mask, "guide")
        note = "the model's guide sees no cell in the box: an ellipse to begin with"
    else:
        mask = _by_model(segmenter, source, place)
        if mask is not None:
            return _outline(mask, "model", "the model has no guide: the cell that it finds itself")
        note = "the model has no guide and finds no cell in the box: an ellipse to begin with"
    return _outline(_ellipse(place, (source.width, source.height)), "ellipse", note)


def _outline(mask: InstanceMask, by: str, note: str = "") -> BoxOutline:
    return BoxOutline(mask.crop, mask.left, mask.top, mask.image_size, by, note)


def _whole_pixels(box: Sequence[float], image_size: tuple[int, int]) -> Box:
    left, top, width, height = box
    whole = Box(
        max(math.floor(left), 0),
        max(math.floor(top), 0),
        min(math.ceil(left + width), image_size[0]),
        min(math.ceil(top + height), image_size[1]),
    )
    if whole.width < 2 or whole.height < 2:
        raise ValueError(
            f"the box {[round(side, 1) for side in box]} covers less than 2 x 2 pixels of the "
            f"image of {image_size[0]}x{image_size[1]}; expected one around a cell; drag it again"
        )
    return whole


def _by_guide(
    segmenter: Segmenter,
    source: ImageSource,
    place: Box,
    guide: UNetGuide | OutOfFoldGuide,
    preprocessor: BaseModel,
) -> InstanceMask | None:
    factor = segmenter.scale_of(source).factor
    pixels = read_window(source, place, segmenter.mapping_of(source))
    data = segmenter.prepare(pixels, factor)
    with torch.no_grad():
        batch = {"inputs": [data["inputs"]], "data_samples": [data["data_samples"]]}
        inputs = preprocessor(batch, False)["inputs"]
        # The whole crop, without the padding behind it.
        height, width = data["inputs"].shape[1:]
        rois = inputs.new_tensor([[0, 0, 0, width, height]])
        seen = guide(inputs, rois)[:, 0]
    edges = torch.tensor([[float(side) for side in place]])
    rle = paste_masks_to_rle(seen.cpu(), edges, (source.height, source.width))[0]
    try:
        mask = InstanceMask.from_rle(rle)
    except ValueError:  # no pixel of it
        return None
    mask = _largest_part(mask)
    enough = _SMALLEST * place.width * place.height
    return mask if np.count_nonzero(mask.crop) >= enough else None


def _largest_part(mask: InstanceMask) -> InstanceMask:
    inside = (mask.crop > 0).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    if count > 2:
        inside = (labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
    return InstanceMask.cut(_filled(inside), mask.left, mask.top, mask.image_size)


def _filled(crop: np.ndarray) -> np.ndarray:
    """Return a mask without holes: a cell has none."""
    rings, _ = cv2.findContours(crop, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(crop.copy(), rings, -1, 1, cv2.FILLED)


def _by_model(segmenter: Segmenter, source: ImageSource, place: Box) -> InstanceMask | None:
    """Return the cell that the detector finds where the box is."""
    scale = replace(segmenter.scale_of(source), as_in_test=False)
    size = (source.width, source.height)
    window = place.grown(math.ceil(_SEEN / scale.factor)).clipped(size)
    mapping = segmenter.mapping_of(source)
    found = window_cells(source, window, scale, segmenter.prepare, segmenter.backend, mapping, [])
    near = [(_box_iou(cell.mask, place), cell.score, cell.mask) for cell in found]
    near = [each for each in near if each[0] >= _SAME_BOX]
    return max(near, key=lambda each: each[:2])[2] if near else None


def _box_iou(mask: InstanceMask, place: Box) -> float:
    left, top, width, height = mask.bbox
    shared_width = min(left + width, place.right) - max(left, place.left)
    shared_height = min(top + height, place.bottom) - max(top, place.top)
    shared = max(shared_width, 0) * max(shared_height, 0)
    return shared / (width * height + place.width * place.height - shared)


def _ellipse(place: Box, image_size: tuple[int, int]) -> InstanceMask:
    across = (np.arange(place.width) + 0.5) / place.width * 2 - 1
    down = (np.arange(place.height) + 0.5) / place.height * 2 - 1
    inside = across[None] ** 2 + down[:, None] ** 2 <= 1
    return InstanceMask.cut(inside.astype(np.uint8), place.left, place.top, image_size)
