"""A data set is complete if it is what the settings drew, to the byte."""

import pytest

from mmcsam.synthesis.sample_manifest import is_complete, write_manifest

SETTINGS = {"train": 2, "scale": 0.05, "seed": 0}


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/1.bmp").write_bytes(b"pixels")
    write_manifest(tmp_path, SETTINGS)
    return tmp_path


def test_whole(tree):
    assert is_complete(tree, dict(SETTINGS))


def test_other_settings(tree):
    assert not is_complete(tree, {**SETTINGS, "seed": 1})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda tree: (tree / "x/1.bmp").write_bytes(b"others"),
        lambda tree: (tree / "x/1.bmp").unlink(),
        lambda tree: (tree / "x/2.bmp").write_bytes(b"more"),
        lambda tree: (tree / ".mmcsam-sample").write_text("{"),
        lambda tree: (tree / ".mmcsam-sample").unlink(),
    ],
)
def test_changed(tree, spoil):
    spoil(tree)
    assert not is_complete(tree, SETTINGS)
