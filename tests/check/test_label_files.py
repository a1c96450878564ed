"""The label image of each image is found by its name."""

import pytest

from mmcsam.check.label_files import find_label_files


def put(root, *names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_in_folders_or_flat_with_or_without_an_ending(tmp_path):
    put(tmp_path, "train/1.tif", "val/1.tif", "2_masks.png", "2_flows.tif", "notes.txt")
    names = ["train/1.bmp", "val/1.bmp", "deep/2.png", "3.png"]
    found = find_label_files(tmp_path, names)
    assert [path and path.relative_to(tmp_path).as_posix() for path in found.values()] == [
        "train/1.tif",
        "val/1.tif",
        "2_masks.png",
        None,
    ]


def test_two_files_of_one_image(tmp_path):
    put(tmp_path, "a.tif", "a_label.png")
    with pytest.raises(ValueError, match=r"a.tif and a_label.png are both of the image a.bmp"):
        find_label_files(tmp_path, ["a.bmp"])


def test_no_folder(tmp_path):
    with pytest.raises(NotADirectoryError, match="give the one of the label images"):
        find_label_files(tmp_path / "absent", [])
