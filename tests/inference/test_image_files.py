"""Which files a prediction is asked for."""

import io

import pytest

from mmcsam.inference.image_files import find_images


@pytest.fixture
def src(tmp_path):
    for name in ("2.png", "10.png", "b/1.TIF", "b/notes.txt", "a/deep/3.jpg", ".hidden/4.png"):
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / name).touch()
    return tmp_path / "src"


def find(*sources, out="out"):
    problems, notes = [], []
    found = find_images(sources, out, problems, notes)
    assert problems == []
    return [image.name for image in found], notes


def test_folders_in_natural_order(src):
    names, notes = find(src)
    assert names == ["2.png", "10.png", "a/deep/3.jpg", "b/1.TIF"]
    assert notes == [f"1 files that are no images were passed over (first: {src / 'b/notes.txt'})"]


def test_files_patterns_and_each_once(src):
    names, _ = find(src / "10.png", f"{src}/*.png", src / "b")
    assert names == ["10.png", "2.png", "1.TIF"]


def test_the_output_is_no_input(src):
    (src / "out").mkdir()
    (src / "out/overlay.png").touch()
    assert "out/overlay.png" not in find(src, out=src / "out")[0]


def test_lists(src, tmp_path, monkeypatch):
    (tmp_path / "list.txt").write_text(f"{src / '2.png'}\n\n{src / 'b/1.TIF'}\n")
    assert find(tmp_path / "list.txt")[0] == ["2.png", "1.TIF"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{src / '10.png'}\n"))
    assert find("-")[0] == ["10.png"]


def test_what_is_not_there(src, tmp_path):
    with pytest.raises(FileNotFoundError, match="absent: no such file or folder, expected images"):
        find(src / "absent")
    with pytest.raises(FileNotFoundError, match=r"scans/\*\.tif: no such file or folder"):
        find("scans/*.tif")
    (tmp_path / "list.txt").write_text(f"{src / '2.png'}\nnowhere.png\n")
    with pytest.raises(FileNotFoundError, match=r"list\.txt, line 2: nowhere\.png: no such file"):
        find(tmp_path / "list.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no image, expected files of the kinds .png"):
        find(tmp_path / "empty")
