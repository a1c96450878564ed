import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from mmcsam.visualization import SheetTile, draw_contact_sheet

GAP, LINE = 6, 20


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "image.png"
    cv2.imwrite(str(path), np.full((30, 40, 3), 100, np.uint8))
    return path


def frames(sheet, columns, width, lines=1):
    """Cut a sheet into its tiles' frames, row by row."""
    height = width * 3 // 4
    step_x, step_y = width + GAP, lines * LINE + height + GAP
    assert (sheet.shape[1] - GAP) % step_x == 0
    assert (sheet.shape[0] - GAP) % step_y == 0
    return [
        sheet[top + lines * LINE : top + lines * LINE + height, left : left + width]
        for top in range(GAP, sheet.shape[0], step_y)
        for left in range(GAP, sheet.shape[1], step_x)
    ][: columns * ((sheet.shape[0] - GAP) // step_y)]


def test_grid(path):
    tiles = [SheetTile(path, (40, 30), caption=str(i)) for i in range(5)]
    sheet = draw_contact_sheet(tiles, columns=3, tile_width=80)
    assert sheet.shape == (GAP + 2 * (LINE + 60 + GAP), GAP + 3 * 86, 3)
    cut = frames(sheet, 3, 80)
    assert [bool((frame == 100).all()) for frame in cut] == [True] * 5 + [False]
    assert (cut[5] == 255).all()
    assert draw_contact_sheet(tiles[:2], columns=3, tile_width=80).shape[1] == GAP + 2 * 86


def test_masks_have_the_place_that_they_have_in_the_image(path, box):
    [frame] = frames(
        draw_contact_sheet([SheetTile(path, (40, 30), [box(10, 5, 20, 15)])], tile_width=80), 1, 80
    )
    drawn = (frame != 100).any(axis=2)
    assert drawn[10:30, 20:40].all()
    drawn[8:32, 18:42] = False  # the outline
    assert not drawn.any()


@pytest.mark.parametrize(("size", "covered"), [((60, 30), (80, 40)), ((20, 30), (40, 60))])
def test_images_keep_their_shape(tmp_path, size, covered):
    path = tmp_path / "image.png"
    cv2.imwrite(str(path), np.full((size[1], size[0], 3), 7, np.uint8))
    [frame] = frames(draw_contact_sheet([SheetTile(path, size)], tile_width=80), 1, 80)
    inside = (frame == 7).all(axis=2)
    rows, columns = np.nonzero(inside)
    assert (np.ptp(columns) + 1, np.ptp(rows) + 1) == covered
    assert inside.sum() == covered[0] * covered[1]
    assert (frame[~inside] == 215).all()


@pytest.mark.parametrize("factor", [1, 2, 3, 5, 9])
def test_large_images_are_read_at_a_smaller_scale(tmp_path, factor):
    """Whatever the scale, the left half of the tile is the left half of the image."""
    image = np.zeros((60 * factor, 80 * factor, 3), np.uint8)
    image[:, : 40 * factor] = 200
    path = tmp_path / "image.png"
    cv2.imwrite(str(path), image)
    tile = SheetTile(path, (80 * factor, 60 * factor))
    [frame] = frames(draw_contact_sheet([tile], tile_width=80), 1, 80)
    assert (frame[:, :39] == 200).all()
    assert (frame[:, 41:] == 0).all()


def test_marks(path):
    tiles = [
        SheetTile(path, (40, 30), mark="missing", mark_colour=(150, 150, 255)),
        SheetTile(path, (40, 30)),
    ]
    sheet = draw_contact_sheet(tiles, tile_width=80)
    assert sheet.shape[0] == GAP + 2 * LINE + 60 + GAP
    assert sheet[GAP + LINE + 1, GAP + 40].tolist() == [150, 150, 255]
    assert (sheet[GAP + LINE + 1, GAP + 86 + 40] == 255).all()


@pytest.mark.parametrize("content", [None, b"no image"])
def test_images_that_cannot_be_read_leave_a_grey_tile(tmp_path, box, content):
    path = tmp_path / "image.png"
    if content is not None:
        path.write_bytes(content)
    tile = SheetTile(path, (40, 30), [box(0, 0, 40, 30)])
    [frame] = frames(draw_contact_sheet([tile], tile_width=160), 1, 160)
    assert (frame[:40] == 215).all()
    assert (frame < 100).any()  # the text


def test_long_captions_stay_in_their_tile(path):
    tiles = [SheetTile(path, (40, 30), caption="a" * 200), SheetTile(path, (40, 30))]
    sheet = draw_contact_sheet(tiles, tile_width=80)
    assert (sheet[GAP : GAP + LINE, GAP : GAP + 80] < 255).any()
    assert (sheet[GAP : GAP + LINE, GAP + 80 :] == 255).all()


def test_no_images():
    with pytest.raises(ValueError, match="needs one image or more"):
        draw_contact_sheet([])


@pytest.mark.parametrize("name", [b"\xff.png", b"\xe9.png"])
def test_names_that_are_not_utf_8(tmp_path, path, name):
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.rename(odd)
    [frame] = frames(draw_contact_sheet([SheetTile(odd, (40, 30))], tile_width=40), 1, 40)
    assert (frame == 100).all()


def test_captions_that_are_not_utf_8(path):
    odd, plain = (
        draw_contact_sheet([SheetTile(path, (40, 30), caption=caption)])
        for caption in ("\udcff", "?")
    )
    np.testing.assert_array_equal(odd, plain)
