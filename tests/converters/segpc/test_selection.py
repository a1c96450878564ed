"""A choice of SegPC-2021's images."""

from pathlib import Path

import pytest
from converted_coco import load

from mmcsam.converters import convert_segpc, read_subset
from mmcsam.converters.segpc.selection import drop_leaks, keep_subset
from mmcsam.converters.segpc.tree import SegPCImage, SegPCTree


def test_subset(small, out):
    report = convert_segpc(small.root, out, subset=[106, 7], workers=1)
    assert [i["file_name"] for i in load(out)["images"]] == ["TCIA/train/x/106.bmp"]
    assert "the subset names 2 images; all others were left out" in report.notes
    with pytest.raises(ValueError, match="has no image 8, 9; take it out of the subset"):
        convert_segpc(small.root, out, subset=[106, 9, 8])


def test_leak_free(tree, out):
    """Quirk 7: neighbouring numbers can show the same field."""
    for number in (305, 9601, 12):
        tree.image("validation", number)
    tree.image("train", 305)
    report = convert_segpc(tree.root, out, leak_free=True, workers=1)
    names = [i["file_name"] for i in load(out, "validation")["images"]]
    assert names == ["validation/x/12.bmp"]
    assert len(load(out)["images"]) == 1
    assert any(note.startswith("2 of the 8 validation images") for note in report.notes)


def write(tmp_path, text):
    path = tmp_path / "subset.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_of_images(tmp_path):
    text = "# the first fold\n106\n\n 7.bmp  # a small one\n21.BMP\n0106\n"
    assert read_subset(write(tmp_path, text)) == {106, 7, 21}


@pytest.mark.parametrize("line", ["106.png", "-1", "106 107", "x/106.bmp", "1.5"])
def test_a_line_that_is_no_number(tmp_path, line):
    path = write(tmp_path, f"5\n\n{line} # why\n6")
    with pytest.raises(ValueError) as error:
        read_subset(path)
    assert str(error.value) == (
        f"{path}, line 3: {line!r} is no image number; expected one a line, like 106"
    )


@pytest.mark.parametrize("text", ["", "\n# 106\n"])
def test_a_list_without_a_number(tmp_path, text):
    with pytest.raises(ValueError, match=r"subset\.txt: no image number in it; expected one a l"):
        read_subset(write(tmp_path, text))


def test_an_absent_list(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_subset(tmp_path / "absent.txt")


def tree_of(**splits):
    images = {
        split: [SegPCImage(number, Path(f"{number}.bmp"), ()) for number in numbers]
        for split, numbers in splits.items()
    }
    return SegPCTree(Path("data"), images)


def numbers(tree):
    return {split: [image.number for image in images] for split, images in tree.splits.items()}


def test_a_subset_is_taken_from_every_split():
    tree = tree_of(train=[1, 2, 3], validation=[2, 4], test=[9])
    note = keep_subset(tree, [4, 2, 2])
    assert numbers(tree) == {"train": [2], "validation": [2, 4], "test": []}
    assert note == "the subset names 2 images; all others were left out"


def test_absent_images_of_a_subset_are_named_up_to_ten():
    tree = tree_of(train=[1])
    with pytest.raises(ValueError) as error:
        keep_subset(tree, range(13))
    assert str(error.value) == (
        "data has no image 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...; take it out of the subset, or give "
        "the folder that holds it"
    )
    assert numbers(tree) == {"train": [1]}


def test_leaks_are_dropped_from_validation_alone():
    tree = tree_of(train=[305, 1], validation=[304, 305, 1993, 2142], test=[305])
    assert drop_leaks(tree).startswith("3 of the 8 validation images that share a field with")
    assert numbers(tree) == {"train": [305, 1], "validation": [304], "test": [305]}


def test_leaks_without_validation_images():
    tree = tree_of(train=[305])
    assert drop_leaks(tree).startswith("0 of the 8 validation images")
    assert numbers(tree) == {"train": [305]}
