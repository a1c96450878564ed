import pytest

from mmcsam.report.image_files import find_images


def test_images_are_found_by_name_or_stem(tmp_path):
    for name in ("a.png", "b_img.jpg", "c.png"):
        (tmp_path / name).touch()
    found = find_images(tmp_path, ["a.png", "b_masks.tif", "c.tif"])
    assert [path.name for path in found.values()] == ["a.png", "b_img.jpg", "c.png"]


def test_names_that_other_tools_write(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/a b.png").touch()
    names = ["x\\a b.png", "a%20b.png", "X/A B.PNG"]
    assert set(find_images(tmp_path, names).values()) == {tmp_path / "x/a b.png"}


def test_missing_images_are_counted(tmp_path):
    (tmp_path / "a.png").touch()
    with pytest.raises(FileNotFoundError, match=r"b\.png: no such image, nor 1 others of 3"):
        find_images(tmp_path, ["a.png", "b.png", "c.png"])


def test_two_images_of_one_stem(tmp_path):
    for name in ("a.png", "a.jpg"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match="both may be the image of a.tif"):
        find_images(tmp_path, ["a.tif"])
