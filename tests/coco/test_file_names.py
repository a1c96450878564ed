"""Names of images as other tools write them."""

import unicodedata

import pytest

from mmcsam.coco.file_names import FileNames

NAMES = ["a.png", "x/a.png", "train/x/1.bmp", "val/x/1.bmp", "b c&d.png", "Zelle/Körper.tif"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a.png", ["a.png"]),  # exactly, though x/a.png ends so too
        ("./x/a.png", ["x/a.png"]),
        ("1.bmp", ["train/x/1.bmp", "val/x/1.bmp"]),
        ("train/x/1.bmp", ["train/x/1.bmp"]),
        ("test/x/1.bmp", []),  # another image, though the ends agree
        ("/home/me/set/val/x/1.bmp", ["val/x/1.bmp"]),
        ("C:\\Users\\me\\val\\x\\1.bmp", ["val/x/1.bmp"]),
        ("x\\a.png", ["x/a.png"]),
        ("b%20c%26d.png", ["b c&d.png"]),
        ("b c&amp;d.png", ["b c&d.png"]),
        ("http://host:8080/data/b%20c%26d.png?d=1", ["b c&d.png"]),
        (unicodedata.normalize("NFD", "Körper.tif"), ["Zelle/Körper.tif"]),
        ("zelle/KÖRPER.TIF", ["Zelle/Körper.tif"]),
        ("aa.png", []),
        ("", []),
    ],
)
def test_find(written, expected):
    assert FileNames(NAMES).find(written) == expected


def test_what_differs_in_case_alone_stays_apart():
    names = FileNames(["a.png", "A.png"])
    assert (names.find("A.png"), names.find("a.PNG")) == (["A.png"], ["a.png", "A.png"])
