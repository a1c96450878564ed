"""The contact sheet of a check."""

import cv2
import numpy as np
import pytest
from checked_sample import HEIGHT, WIDTH

from mmcsam.check.entries import read_entries
from mmcsam.check.sheet import write_check_sheet


def test_sheet(sample):
    """Errors first, then warnings; the file's order on the sheet."""
    sample.annotations[0]["area"] = 0
    path = sample.root / "new/sheet.png"
    report = sample.check(sheet=path)
    assert report.sheet == path
    assert str(report).endswith(f"written: {path}")
    picture = cv2.imread(str(path))
    assert picture.shape == (6 + 2 * 20 + 240 + 6, 6 + 3 * (320 + 6), 3)
    marks = picture[6 + 20 + 2, 6 + 10 :: 326]  # the second line, above its text
    assert marks.tolist()[:3] == [[150, 150, 255], [255, 255, 255], [255, 255, 255]]
    cell = [picture[6 + 40 + 60, 6 + 326 * i + 72] for i in range(3)]
    assert (cell[0] == 120).all()  # dropped: not drawn
    assert all((colour != 120).any() for colour in cell[1:])


def test_sheet_of_the_worst_and_some_others(sample):
    for number in range(4, 21):
        sample.images.append({**sample.images[0], "id": number, "file_name": f"{number}.png"})
        sample.pixels(f"{number}.png", np.full((HEIGHT, WIDTH, 3), 120, np.uint8))
    (sample.root / "14.png").unlink()
    sample.annotations[1]["area"] = 79  # a warning only
    sample.annotations.append(sample.annotation(40, 17, area=-1))
    path = sample.root / "sheet.png"
    sample.check(sheet=path, sheet_images=4)
    picture = cv2.imread(str(path))
    marks = picture[6 + 20 + 2, 6 + 10 :: 326].tolist()
    red, white = [150, 150, 255], [255, 255, 255]
    assert marks == [white, red, red, white]  # 1, 14, 17, 20


def test_a_sheet_without_images(sample):
    sample.images = []
    with pytest.raises(ValueError, match="one image or more"):
        sample.check(sheet=sample.root / "sheet.png")


def test_masks_that_are_not_trained_on_are_not_drawn(sample):
    sample.annotations[0]["iscrowd"] = 1
    sample.annotations[1]["category_id"] = 2
    sample.categories.append({"id": 2, "name": "nucleus"})
    entries = read_entries(sample.write())
    path = sample.root / "sheet.png"
    write_check_sheet(path, entries, frozenset({1}), [], sample.root)
    picture = cv2.imread(str(path))
    # Without findings there is one line of text above each tile.
    cells = [picture[6 + 20 + 60, 6 + 326 * i + 72] for i in range(3)]
    assert [bool((cell == 120).all()) for cell in cells] == [True, True, False]


def test_the_first_and_the_last_of_images_without_findings(sample):
    for image, grey in zip(sample.images, (10, 120, 250), strict=True):
        sample.pixels(image["file_name"], np.full((HEIGHT, WIDTH, 3), grey, np.uint8))
    entries = read_entries(sample.write())
    path = sample.root / "sheet.png"
    write_check_sheet(path, entries, frozenset(), [], sample.root, count=2)
    picture = cv2.imread(str(path))
    assert picture.shape[1] == 6 + 2 * 326
    assert [int(picture[6 + 20 + 120, 6 + 326 * i + 160, 0]) for i in range(2)] == [10, 250]
