"""Image files under names that other tools have written."""

import pytest

from mmcsam.coco.image_folder import find_image


@pytest.fixture
def root(tmp_path):
    for name in ("train/x/1.png", "val/x/1.png", "b c.png", ".cache/b c.png", "Ä/d.tif"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("train/x/1.png", ["train/x/1.png"]),
        ("val\\x\\1.png", ["val/x/1.png"]),
        ("C:\\data\\val\\x\\1.png", ["val/x/1.png"]),
        ("1.png", ["train/x/1.png", "val/x/1.png"]),
        ("b%20c.png", ["b c.png"]),
        ("images/B C.PNG", ["b c.png"]),
        ("A\u0308/d.tif", ["Ä/d.tif"]),
        ("none.png", []),
        ("n" * 5000, []),
        ("a\0.png", []),
    ],
)
def test_find_image(root, file_name, expected):
    assert find_image(root, file_name) == [root / name for name in expected]


def test_the_name_as_it_stands_comes_first(root):
    (root / "b%20c.png").touch()
    assert find_image(root, "b%20c.png") == [root / "b%20c.png"]
