import numpy as np
import pytest
import tifffile
from web_project import draw_header, draw_image

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.image_entry import ImageEntry
from mmcsam.web.project.image_finder import check_inside, list_images, max_pixels, with_size


def entry_of(path):
    return ImageEntry(1, path.name, "folder", 0, 0, None, path)


def test_names_in_natural_order(tmp_path):
    for name in ("10.png", "2.png", "sub/1.tif", "mmcsam-project/images/x.png", "notes.txt"):
        draw_image(tmp_path / name) if name.endswith("png") else None
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/1.tif").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("")
    notes = []
    assert list_images(tmp_path, tmp_path / "mmcsam-project", notes) == [
        "2.png",
        "10.png",
        "sub/1.tif",
    ]
    assert list_images(tmp_path / "sub/none", tmp_path, []) == []


def test_sizes(tmp_path):
    picture = with_size(entry_of(draw_image(tmp_path / "a.png")), tmp_path)
    assert (picture.size, picture.reason) == ((96, 64), None)
    resolution = {"resolution": (1e4, 1e4), "resolutionunit": "CENTIMETER"}
    tifffile.imwrite(tmp_path / "b.tif", np.zeros((5, 7), np.uint16), **resolution)
    tiff = with_size(entry_of(tmp_path / "b.tif"), tmp_path)
    assert tiff.size == (7, 5) and tiff.pixel_size == pytest.approx(1)


def test_turned_picture(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)
    assert with_size(entry_of(tmp_path / "a.jpg"), tmp_path).size == (20, 30)


def test_reasons(tmp_path):
    (tmp_path / "bad.png").write_bytes(b"no image")
    assert "its content is none of" in with_size(entry_of(tmp_path / "bad.png"), tmp_path).reason
    assert "no such file" in with_size(entry_of(tmp_path / "gone.png"), tmp_path).reason


def test_huge_picture_is_refused_by_its_header(tmp_path):
    entry = with_size(entry_of(draw_header(tmp_path / "bomb.png", 60_000, 60_000)), tmp_path)
    assert "60000x60000" in entry.reason and entry.size == (0, 0)


def test_links_that_lead_out(tmp_path):
    outside = draw_image(tmp_path / "elsewhere/secret.png")
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").symlink_to(outside)
    assert "a link that leads out" in with_size(entry_of(folder / "a.png"), folder).reason
    draw_image(folder / "b.png")
    (folder / "c.png").symlink_to(folder / "b.png")
    assert with_size(entry_of(folder / "c.png"), folder).size == (96, 64)
    with pytest.raises(UnusableFileError):
        check_inside(folder / "../elsewhere/secret.png", folder, "x")


def test_limits(tmp_path):
    names = ("a.PNG", "a.tif", "a.svs")
    assert [max_pixels(tmp_path / name) for name in names] == [2**29, 2**30, 2**32 - 1]
