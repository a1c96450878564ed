"""Every image has a file name of its own, or is named as left out."""

import os
from pathlib import Path

import pytest

from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.result_names import result_names


def names_of(*names, root="scans"):
    """Return what files are called, by image, and what was left out, with the reason."""
    problems = []
    images = [ImageFile(Path(root, name), Path(root), name) for name in names]
    found = result_names(images, problems)
    return {image.name: name for name, image in found.items()}, {
        problem.file: problem.found for problem in problems
    }


def test_the_suffix_goes_where_it_may():
    names, left_out = names_of("a.png", "b/a.tif", "c.png", "c.tif", "d.png", "d.png.png")
    assert left_out == {}
    assert names == {
        **{"a.png": "a", "b/a.tif": "b/a", "c.png": "c.png", "c.tif": "c.tif"},
        **{"d.png": "d", "d.png.png": "d.png.png"},
    }


def test_folders_tell_images_of_one_name_apart(tmp_path, monkeypatch):
    """As far up as is needed, and only those."""
    monkeypatch.chdir(tmp_path)
    places = ["x/out", "y/out", ".", "y/out/more"]
    images = [ImageFile(Path(place, "1.tif"), Path(place), "1.tif") for place in places]
    images.append(ImageFile(Path("x/2.tif"), Path("x"), "2.tif"))
    names = result_names(images, [])
    here = tmp_path.name
    assert list(names) == ["x/out/1", "y/out/1", f"{here}/1", "more/1", "2"]
    assert [image.name for image in names.values()] == [f"{name}.tif" for name in names]
    for image in names.values():
        assert (image.root / image.name).resolve() == image.path.resolve()


@pytest.mark.parametrize("second", ["CELL.PNG", "cell.PNG"])
def test_names_that_differ_by_case(second):
    names, left_out = names_of("cell.png", second, "Cell.tif")
    assert names == {"cell.png": "cell.png", "Cell.tif": "Cell.tif"}
    assert left_out == {second: "cell.png has the same name but for case or kind of slash"}


def test_names_that_differ_by_the_kind_of_slash():
    names, left_out = names_of("a/b.png", "a\\b.png")
    assert names == {"a/b.png": "a/b"}
    assert left_out == {"a\\b.png": "a/b.png has the same name but for case or kind of slash"}


def test_a_name_that_is_too_long():
    """Of 255 bytes, which file systems take, ours need some; letters may have several."""
    names, left_out = names_of(f"{'n' * 200}.png", f"{'n' * 201}.png", f"{'é' * 101}.png")
    assert list(names) == [f"{'n' * 200}.png"]
    assert list(left_out.values()) == ["its name has 201 bytes", "its name has 202 bytes"]


def test_a_name_that_is_not_utf_8():
    name = os.fsdecode(b"\xff.png")
    names, left_out = names_of("a.png", name)
    assert names == {"a.png": "a"}
    assert left_out == {"scans/\\udcff.png": "its path is not UTF-8"}


@pytest.mark.parametrize("ending", ["json", "tif", "zip", "geojson", "png"])
def test_a_folder_in_a_files_place(ending):
    names, left_out = names_of("a.bmp", f"A.{ending}/b.bmp", f"c.{ending}/d.bmp")
    assert names == {f"A.{ending}/b.bmp": f"A.{ending}/b", f"c.{ending}/d.bmp": f"c.{ending}/d"}
    assert left_out == {
        "a.bmp": f"a file written for it could have the name of the folder a.{ending}"
    }
