"""Which files a prediction is asked for."""

import io
import os
from pathlib import Path

import pytest

from mmcsam.images.source import open_source
from mmcsam.inference.image_files import ImageFile, find_images
from mmcsam.jobs.problem import UnusableFileError


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


def test_what_a_list_names_need_not_be_there(src, tmp_path):
    """A run says of it that it was left out, and goes on."""
    (tmp_path / "list.txt").write_text(f"{src / '2.png'}\n{src / 'nowhere.png'}\nno/b.tif\n")
    found = find_images([tmp_path / "list.txt"], "out", [], [])
    assert [image.name for image in found] == ["2.png", "nowhere.png", "b.tif"]
    assert [image.path for image in found[1:]] == [src / "nowhere.png", Path("no/b.tif")]
    with pytest.raises(UnusableFileError, match="b.tif: there is no such file; expected an image"):
        open_source(found[2].path, name=found[2].name)


@pytest.mark.parametrize(
    ("line", "message"),
    [("a\0.png", "it holds a zero byte"), ("x/" + "y" * 256 + ".png", "a name of over 255 bytes")],
)
def test_lines_that_can_be_no_path(src, tmp_path, line, message):
    (tmp_path / "list.txt").write_text(f"a.png\n{line}\n")
    with pytest.raises(ValueError, match=rf"list\.txt, line 2: {message}"):
        find_images([tmp_path / "list.txt"], tmp_path / "out", [], [])


def test_slides(src):
    for name in ("a.svs", "b.NDPI", "c.czi", "d.scn", "e.bif", "f.svslide"):
        (src / name).touch()
    names, notes = find(src)
    assert names[:3] == ["2.png", "10.png", "a.svs"]
    assert {"b.NDPI", "c.czi", "d.scn", "e.bif", "f.svslide"} < set(names)
    assert notes[0].startswith("1 files that are no images")


def test_a_folder_that_belongs_to_a_slide(src):
    for name in ("x.mrxs", "x/Slidedat.ini", "x/Data0000.dat", "x/y.jpg", "a.mrxs", "b.jpg"):
        (src / "mirax" / name).parent.mkdir(parents=True, exist_ok=True)
        (src / "mirax" / name).touch()
    (src / "mirax/a").mkdir()  # by chance of the same name
    (src / "mirax/a/1.png").touch()
    names, notes = find(src / "mirax")
    assert (names, notes) == (["a.mrxs", "a/1.png", "b.jpg", "x.mrxs"], [])


def test_pictures_that_belong_to_a_slide(src):
    (src / "vms").mkdir()
    (src / "vms/a.vms").write_bytes(
        b"[Virtual Microscope Specimen]\r\nImageFile=a.jpg\r\nImageFile(1,0)=a(1,0).jpg\r\n"
        b"MapFile=a_map2.jpg\r\nMacroImage = a_macro.jpg\r\nDescription=\xe4\r\n"
    )
    for name in ("a.jpg", "a(1,0).jpg", "a_map2.jpg", "a_macro.jpg", "b.jpg"):
        (src / "vms" / name).touch()
    assert find(src / "vms") == (["a.vms", "b.jpg"], [])


@pytest.mark.parametrize("name", ["b/z.zarr", "b/z.ome.zarr", "Z.ZARR"])
def test_a_zarr_folder_is_one_image(src, name):
    (src / name / "0").mkdir(parents=True)
    for inside in ("zarr.json", "0/c.png"):
        (src / name / inside).touch()
    names, notes = find(src)
    assert sorted(names) == sorted(["2.png", "10.png", "a/deep/3.jpg", "b/1.TIF", name])
    assert len(notes) == 1
    assert find(src / name)[0] == [name.rpartition("/")[2]]


def test_what_is_not_there(src, tmp_path):
    with pytest.raises(FileNotFoundError, match="absent: no such file or folder, expected images"):
        find(src / "absent")
    with pytest.raises(FileNotFoundError, match=r"scans/\*\.tif: no such file or folder"):
        find("scans/*.tif")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no image, expected files of the kinds .png"):
        find(tmp_path / "empty")


def test_fingerprints(tmp_path):
    contents = {"a": b"x", "same": b"x", "b": b"y", "long": bytes(3_000_000), "end": b""}
    contents["end"] = bytes(2_999_999) + b"1"
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found = {name: ImageFile(tmp_path / name, tmp_path, name).fingerprint() for name in contents}
    assert found["a"] == found["same"]
    assert len(set(found.values())) == 4
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "missing"):
        assert ImageFile(tmp_path / name, tmp_path, name).fingerprint() == ""
    folder = ImageFile(tmp_path, tmp_path.parent, "folder")
    before = folder.fingerprint()
    (tmp_path / "b").write_bytes(b"more")
    assert folder.fingerprint() != before
