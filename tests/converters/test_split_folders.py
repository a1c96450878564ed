"""Splits by the names of folders."""

import pytest

from mmcsam.converters.split_folders import (
    find_split_folders,
    source_folder,
    split_of,
)


@pytest.fixture
def src(tmp_path):
    return tmp_path / "src"


def make(src, *folders):
    for folder in folders:
        (src / folder).mkdir(parents=True)


def find(src, member="x"):
    problems = []
    found = list(find_split_folders(src, member, problems))
    return [(folder.relative_to(src).as_posix(), split) for folder, split in found], problems


def test_source(src):
    make(src, "")
    assert source_folder(str(src)) == src
    (src / "file").touch()
    with pytest.raises(
        NotADirectoryError,
        match="file: no folder, expected that of the unpacked data set; unpack it",
    ):
        source_folder(src / "file")
    with pytest.raises(FileNotFoundError, match="absent: no such folder, expected that of the"):
        source_folder(src / "absent")


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("train", "train"),
        ("VALID/deep/er", "validation"),
        ("train/val", "validation"),  # the nearest
        ("val/test/train", "train"),
        ("training", None),
        ("", None),
    ],
)
def test_split_of(src, folder, split):
    assert split_of(src / folder, src) == split


def test_the_sources_own_name_counts_last(tmp_path):
    src = tmp_path / "Test"
    assert split_of(src / "a", src) == "test"
    assert split_of(src / "val", src) == "validation"
    assert split_of(src / "a", tmp_path) == "test"


def test_names_above_the_source_do_not_count(tmp_path):
    assert split_of(tmp_path / "train/src/a", tmp_path / "train/src") is None


def test_folders_in_a_fixed_order(src):
    make(src, "val/x", "b/train/x", "a/test/deep/x", "train/y")
    found, problems = find(src)
    assert found == [("a/test/deep", "test"), ("b/train", "train"), ("val", "validation")]
    assert problems == []


def test_nothing_below_a_folder_that_was_found(src):
    make(src, "train/x/val/x", "train/y/val/x")
    assert find(src)[0] == [("train", "train")]


def test_a_folder_of_no_split(src):
    make(src, "some/x")
    found, (problem,) = find(src)
    assert found == []
    assert str(problem) == (
        "some/x: no folder on its path says which split it is; expected a folder called train, "
        "validation, valid, val, test above it. Rename the folder, or give a folder higher up as "
        "the source."
    )


def test_links_are_followed_once(src, tmp_path):
    make(tmp_path, "elsewhere/x", "src")
    (src / "train").symlink_to(tmp_path / "elsewhere")
    (src / "val").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/loop").symlink_to(src)
    assert find(src)[0] == [("train", "train")]
