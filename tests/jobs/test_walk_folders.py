"""Folders in a fixed order, each once."""

import pytest

from mmcsam.jobs.walk_folders import walk_folders


@pytest.fixture
def src(tmp_path):
    return tmp_path / "src"


def make(src, *folders):
    for folder in folders:
        (src / folder).mkdir(parents=True)


def walk(src):
    return [
        (folder.relative_to(src).as_posix(), names, files)
        for folder, names, files in walk_folders(src, [])
    ]


def test_what_archivers_and_systems_add_is_left_out(src):
    make(src, "b", "a", "__MACOSX/train/x", ".hidden/train/x")
    for name in ("2.png", "1.png", "._1.png", ".DS_Store"):
        (src / name).touch()
    assert walk(src) == [(".", ["a", "b"], ["1.png", "2.png"]), ("a", [], []), ("b", [], [])]


def test_a_name_taken_from_the_list_is_not_entered(src):
    make(src, "a/b", "c")
    seen = []
    for folder, names, _ in walk_folders(src, []):
        seen.append(folder.name)
        if "a" in names:
            names.remove("a")
    assert seen == ["src", "c"]
