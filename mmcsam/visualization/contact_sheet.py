"""Many images with their masks on one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.picture import decode_file
from mmcsam.jobs.problem import UnusableFileError

from .caption import drawable
from .outlines import draw_outlines
from .overlay import draw_overlay

_GAP = 6
_LINE_HEIGHT = 20
_FONT_SCALE = 0.42
_PAPER, _INK, _ABSENT = (255, 255, 255), (40, 40, 40), (215, 215, 215)
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


@dataclass(frozen=True)
class SheetTile:
    """One image of a contact sheet.

    Attributes:
        path: The image file. One that cannot be read leaves a grey tile that says so.
        size: Width and height that the masks have, in pixels.
        masks: Compressed RLE of that size.
        caption: Line above the image.
        mark: Second line, on ``mark_colour``; empty for none. The line takes no room where no tile
            has one.
        mark_colour: BGR.
        outlines: More masks of that size, whose white outlines lie above all.
    """

    path: Path
    size: tuple[int, int]
    masks: Sequence[dict] = ()
    caption: str = ""
    mark: str = ""
    mark_colour: tuple[int, int, int] = _PAPER
    outlines: Sequence[dict] = ()


def draw_contact_sheet(
    tiles: Sequence[SheetTile], columns: int = 6, tile_width: int = 320
) -> np.ndarray:
    """Draw images with tinted and outlined masks in a grid.

    Images are read at the smallest scale that is enough, as MMDetection reads them: 8 bits a
    channel, turned as their EXIF entry says.

    Args:
        tiles: In reading order.
        columns: Tiles in a row.
        tile_width: In pixels. Images keep their shape inside a frame of 4:3.

    Returns:
        BGR uint8 picture.

    Raises:
        ValueError: If there are no tiles.
    """
    if not tiles:
        raise ValueError("a contact sheet needs one image or more")
    columns = min(columns, len(tiles))
    marked = any(tile.mark for tile in tiles)
    drawn = [_draw_tile(tile, tile_width, marked) for tile in tiles]
    drawn += [np.full_like(drawn[0], 255)] * (-len(drawn) % columns)
    rows = [np.hstack(drawn[i : i + columns]) for i in range(0, len(drawn), columns)]
    sheet = np.vstack(rows)
    return cv2.copyMakeBorder(sheet, _GAP, 0, _GAP, 0, cv2.BORDER_CONSTANT, value=_PAPER)


def _draw_tile(tile: SheetTile, width: int, marked: bool) -> np.ndarray:
    """Return a tile with its one or two lines of text, and a gap to its right and below."""
    height = width * 3 // 4
    frame = np.full((height, width, 3), _ABSENT, np.uint8)
    scale = min(width / tile.size[0], height / tile.size[1])
    panel_width, panel_height = (max(1, round(side * scale)) for side in tile.size)
    image = _read_reduced(tile, panel_width, panel_height)
    if image is None:
        _write(frame, "no readable image", height // 2)
    else:
        panel = cv2.resize(image, (panel_width, panel_height), interpolation=cv2.INTER_AREA)
        left, top = (width - panel_width) // 2, (height - panel_height) // 2
        drawn = draw_overlay(panel, tile.masks, thickness=1)
        draw_outlines(drawn, tile.outlines, _PAPER, 1)
        frame[top : top + panel_height, left : left + panel_width] = drawn
    lines = [(tile.caption, _PAPER), (tile.mark, tile.mark_colour)]
    bars = []
    for text, colour in lines if marked else lines[:1]:
        bar = np.full((_LINE_HEIGHT, width, 3), colour if text else _PAPER, np.uint8)
        _write(bar, text, 14)
        bars.append(bar)
    tile_picture = np.vstack((*bars, frame))
    return cv2.copyMakeBorder(tile_picture, 0, _GAP, 0, _GAP, cv2.BORDER_CONSTANT, value=_PAPER)


def _read_reduced(tile: SheetTile, width: int, height: int) -> np.ndarray | None:
    if not tile.path.is_file():
        return None
    factor = next(
        f for f in _REDUCED if f == 1 or (tile.size[0] >= f * width and tile.size[1] >= f * height)
    )
    try:
        return decode_file(tile.path, _REDUCED[factor])
    except (UnusableFileError, OSError):
        return None


def _write(picture: np.ndarray, text: str, baseline: int) -> None:
    """Write a line of text, its middle left out where it is too long."""
    font, room = cv2.FONT_HERSHEY_SIMPLEX, picture.shape[1] - 8
    text = drawable(text)
    shown, kept = text, len(text)
    while kept > 4 and cv2.getTextSize(shown, font, _FONT_SCALE, 1)[0][0] > room:
        kept -= 1
        shown = f"{text[: kept // 3]}...{text[len(text) - (kept - kept // 3) :]}"
    cv2.putText(picture, shown, (4, baseline), font, _FONT_SCALE, _INK, 1, cv2.LINE_AA)
