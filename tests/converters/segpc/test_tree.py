"""Images and masks of SegPC-2021, however they are nested."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from mmcsam.converters.segpc.tree import find_segpc


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("train", "train"),
        ("TCIA_SegPC_dataset/train/train/train", "train"),
        ("TCIA_SegPC_dataset/validation/validation", "validation"),
        ("valid", "validation"),
        ("a/Val", "validation"),
        ("test", "test"),
    ],
)
def test_split_names_at_any_depth(tree, folder, split):
    path = tree.image(folder, 106)
    found = find_segpc(tree.root)
    assert list(found.splits) == [split]
    assert found.splits[split][0].path == path
    assert found.problems == []


def test_source_can_be_the_split_itself(tree):
    tree.image("validation", 106)
    assert list(find_segpc(tree.root / "validation").splits) == ["validation"]


def test_numeric_order_and_gaps(tree, square):
    for number in (1000, 106, 21):
        tree.image("train", number)
    for instance in (10, 2, 1):
        tree.mask("train", 106, instance, square())
    images = find_segpc(tree.root).splits["train"]
    assert [image.number for image in images] == [21, 106, 1000]
    assert [instance for instance, _ in images[1].masks] == [1, 2, 10]
    assert images[0].masks == ()


def test_mask_without_image(tree, square):
    tree.image("train", 106)
    tree.mask("train", 107, 1, square())
    (problem,) = find_segpc(tree.root).problems
    assert str(problem) == (
        "train/y/107_1.bmp: the mask has no image, or its image was skipped; "
        "expected train/x/107.bmp. Copy the image, or remove the mask."
    )


def test_train_images_without_mask_folder_are_not_taken_for_empty(tree):
    tree.image("validation", 1)
    tree.image("train", 2)
    (tree.root / "train/y").rmdir()
    found = find_segpc(tree.root)
    assert list(found.splits) == ["validation"]
    assert "train/x: there is no folder y" in str(found.problems[0])


def test_test_split_needs_no_masks(tree):
    tree.image("test", 2)
    (tree.root / "test/y").rmdir()
    assert [image.number for image in find_segpc(tree.root).splits["test"]] == [2]


def test_second_copy_of_an_image(tree):
    tree.image("a/train", 2)
    tree.image("b/train", 2)
    found = find_segpc(tree.root)
    assert len(found.splits["train"]) == 1
    assert "b/train/x/2.bmp: the train split has image 2 already" in str(found.problems[0])


def test_unknown_names(tree, square):
    tree.image("train", 1)
    tree.write("train/y/1-1.bmp", square())
    tree.write("train/x/1.png", square())
    (tree.root / "train/x/Thumbs.db").touch()
    (tree.root / "train/x/._1.bmp").touch()
    assert [problem.file for problem in find_segpc(tree.root).problems] == [
        "train/x/1.png",
        "train/y/1-1.bmp",
    ]


def test_no_pair(tree):
    (tree.root / "train").mkdir()
    with pytest.raises(FileNotFoundError, match=r"no images were found in .*data; expected"):
        find_segpc(tree.root)


def test_no_split_name(tree):
    tree.image("images", 1)
    with pytest.raises(FileNotFoundError, match="images/x: no folder on its path says which split"):
        find_segpc(tree.root)


def test_source_missing_or_a_file(tree):
    with pytest.raises(FileNotFoundError, match="nowhere: no such folder"):
        find_segpc(tree.root / "nowhere")
    with pytest.raises(NotADirectoryError, match=": no folder, expected "):
        find_segpc(tree.image("train", 1))


def test_link_loop_ends(tree):
    tree.image("train", 1)
    (tree.root / "train/again").symlink_to(tree.root)
    assert len(find_segpc(tree.root).splits["train"]) == 1


def test_two_files_for_one_instance(tree, square):
    tree.image("train", 106)
    tree.mask("train", 106, 1, square())
    tree.write("train/y/106_01.bmp", square(left=9))
    found = find_segpc(tree.root)
    (problem,) = found.problems
    assert problem.file == "train/y/106_1.bmp"
    assert problem.found == "instance 1 of image 106 has a file already"
    assert problem.expected == "train/y/106_01.bmp only"
    assert len(found.splits["train"][0].masks) == 1


def test_two_files_for_one_image(tree):
    tree.image("train", 6)
    tree.write("train/x/06.bmp", np.zeros((16, 24, 3), np.uint8))
    found = find_segpc(tree.root)
    assert [image.path.name for image in found.splits["train"]] == ["06.bmp"]
    assert "train/x/6.bmp: the train split has image 6 already" in str(found.problems[0])


def refuse(monkeypatch, folder):
    """Let a folder be unreadable, for root as well."""
    scandir, listdir = os.scandir, os.listdir

    def refusing(call):
        def refused(path="."):
            if Path(path) == folder:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return call(path)

        return refused

    monkeypatch.setattr(os, "scandir", refusing(scandir))
    monkeypatch.setattr(os, "listdir", refusing(listdir))


def test_unreadable_folder(tree, monkeypatch):
    tree.image("train", 1)
    tree.image("locked/validation", 2)
    refuse(monkeypatch, tree.root / "locked")
    found = find_segpc(tree.root)
    assert list(found.splits) == ["train"]
    assert [str(problem) for problem in found.problems] == [
        "locked: cannot be read (Permission denied); expected a readable file or folder. "
        "Check its rights."
    ]


def test_images_of_an_unreadable_mask_folder_are_not_taken_for_empty(tree, monkeypatch):
    tree.image("train", 1)
    tree.image("validation", 2)
    refuse(monkeypatch, tree.root / "train/y")
    found = find_segpc(tree.root)
    assert list(found.splits) == ["validation"]
    assert [problem.file for problem in found.problems] == ["train/y"]
