"""Where a prediction is right and wrong."""

from collections.abc import Sequence

import numpy as np

from .outlines import draw_outlines
from .scaled_mask import scaled_mask

# BGR. Blue and orange differ for every kind of colour vision, and the patterns differ without any.
_PAPER = (255, 255, 255)
_AGREED = (205, 205, 205)
_MISSED = (66, 148, 240)
_FALSE = (190, 110, 20)
_OUTLINE = (120, 120, 120)
_STRIPE = 8


def draw_error_map(
    size: tuple[int, int],
    truth: Sequence[dict],
    prediction: Sequence[dict],
    found: np.ndarray,
    false: np.ndarray,
) -> np.ndarray:
    """Draw the pixels that truth and prediction share, and those that only one of them has.

    Grey: both, with the outlines of the true cells. Orange: true cells only. Blue: predictions
    only. A cell that was not found is striped with rising lines and has a thick outline, a
    prediction that is no cell with falling lines.

    Args:
        size: Width and height of the picture in pixels; masks are scaled to it.
        truth: (G) true masks as compressed RLE of the image's size.
        prediction: (P) predicted masks, likewise.
        found: (G,) bool, which true cells have a partner.
        false: (P,) bool, which predictions have none.

    Returns:
        BGR uint8 picture (height, width, 3).
    """
    true, predicted = _merged(truth, size), _merged(prediction, size)
    picture = np.full((size[1], size[0], 3), _PAPER, np.uint8)
    picture[true & predicted] = _AGREED
    picture[true & ~predicted] = _MISSED
    picture[predicted & ~true] = _FALSE
    draw_outlines(picture, truth, _OUTLINE, 1)
    rows, columns = np.indices((size[1], size[0]), sparse=True)
    missed_cells = [rle for rle, hit in zip(truth, found, strict=True) if not hit]
    false_cells = [rle for rle, wrong in zip(prediction, false, strict=True) if wrong]
    _emphasise(picture, missed_cells, (rows + columns) % _STRIPE < 2, _MISSED)
    _emphasise(picture, false_cells, (rows - columns) % _STRIPE < 2, _FALSE)
    return picture


def _merged(masks: Sequence[dict], size: tuple[int, int]) -> np.ndarray:
    merged = np.zeros((size[1], size[0]), bool)
    for rle in masks:
        mask, left, top = scaled_mask(rle, size)
        merged[top : top + mask.shape[0], left : left + mask.shape[1]] |= mask > 0
    return merged


def _emphasise(
    picture: np.ndarray, masks: Sequence[dict], stripes: np.ndarray, colour: tuple[int, int, int]
) -> None:
    """Stripe and outline masks in a darker shade."""
    dark = tuple(round(0.45 * value) for value in colour)
    for rle in masks:
        mask, left, top = scaled_mask(rle, picture.shape[1::-1])
        box = np.s_[top : top + mask.shape[0], left : left + mask.shape[1]]
        picture[box][(mask > 0) & stripes[box]] = dark
    draw_outlines(picture, masks, dark, 2)
