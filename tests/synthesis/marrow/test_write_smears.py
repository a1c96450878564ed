"""Smears on disk are the data set's."""

import json

import cv2
import numpy as np
import pytest

from mmcsam.coco.reader import read_coco
from mmcsam.synthesis.marrow.smear import CLASSES, draw_numbered_smear
from mmcsam.synthesis.marrow.write_smears import write_smears


def test_files(tmp_path):
    path = write_smears(tmp_path / "drawn", 3, seed=5, size=(128, 96))
    coco = read_coco(path)
    assert coco.categories == CLASSES
    assert [image.file_name for image in coco.images] == [f"{i:06d}.png" for i in range(3)]
    for index, image in enumerate(coco.images):
        smear = draw_numbered_smear(5, index, (128, 96), 1.4)
        picture = cv2.imread(str(path.parent / image.file_name))
        np.testing.assert_array_equal(picture[..., ::-1], smear.image)
        assert [one.rle for one in image.instances] == [mask.rle for mask in smear.masks]
        assert [CLASSES.index(one.category) for one in image.instances] == smear.labels
    assert "drawn" in json.loads(path.read_text())["info"]["description"]


def test_other_peoples_files_stay(tmp_path):
    (tmp_path / "000001.png").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=r"000001\.png: there is such a file already"):
        write_smears(tmp_path, 2, size=(96, 64))
    assert [path.name for path in tmp_path.iterdir()] == ["000001.png"]
    assert (tmp_path / "000001.png").read_bytes() == b"mine"
    first = write_smears(tmp_path, 2, size=(96, 64), overwrite=True).read_bytes()
    assert write_smears(tmp_path, 2, size=(96, 64)).read_bytes() == first  # its own


def test_no_image(tmp_path):
    with pytest.raises(ValueError, match="images is 0, expected 1 or more"):
        write_smears(tmp_path, 0)


@pytest.mark.parametrize("size", [(0, 1), (-1, 64), (64, 0)])
def test_no_pixel(tmp_path, size):
    with pytest.raises(ValueError, match=f"size is {size[0]}x{size[1]} pixels, expected 1 or more"):
        write_smears(tmp_path, 1, size=size)
