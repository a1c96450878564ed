"""``smears``, as a user types it."""

from mmcsam.cli import main
from mmcsam.coco.reader import read_coco


def test_good(tmp_path, capsys):
    words = ("--images", "2", "--size", "96", "64", "--seed", "4")
    assert main("smears", str(tmp_path / "drawn"), *words) == 0
    assert str(tmp_path / "drawn/instances.json") in capsys.readouterr().out
    coco = read_coco(tmp_path / "drawn/instances.json")
    assert [(image.width, image.height) for image in coco.images] == [(96, 64)] * 2


def test_no_image(tmp_path, capsys):
    assert main("smears", str(tmp_path / "drawn"), "--images", "0") == 2
    assert "images is 0, expected 1 or more" in capsys.readouterr().err
