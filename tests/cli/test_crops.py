"""``crops``, as a user types it."""

import json

import cv2
import numpy as np
import pytest
from boxed_cells import write_crop_files

from mmcsam.cli import main


def test_crops(tmp_path, capsys):
    write_crop_files(tmp_path)
    words = [tmp_path / "cells.json", "--out", tmp_path / "crops", "--images", tmp_path]
    words = ["crops", *map(str, words), "--crop-size", "12", "--workers", "1"]
    assert main(*words, "--category", "nucleus") == 2
    assert "no class 'nucleus'" in capsys.readouterr().err
    assert main(*words, "--image-scale", "48", "32") == 0
    assert str(tmp_path / "crops/overview.png") in capsys.readouterr().out


def test_images_of_sixteen_bits(tmp_path, capsys):
    """Their upper 8 bits alone would be nearly black."""
    write_crop_files(tmp_path)
    content = json.loads((tmp_path / "cells.json").read_text())
    image = content["images"][0]
    name = image["file_name"] = "deep.tif"
    (tmp_path / "cells.json").write_text(json.dumps(content))
    pixels = np.full((image["height"], image["width"]), 300, np.uint16)
    assert cv2.imwrite(str(tmp_path / name), pixels)
    words = [tmp_path / "cells.json", "--out", tmp_path / "crops", "--images", tmp_path]
    assert main("crops", *map(str, words), "--workers", "1") == 2
    assert f"{name}: it has more than 8 bits a channel" in capsys.readouterr().err
    assert not (tmp_path / "crops").exists()


@pytest.mark.parametrize("change", ["cut", "joined", "swapped"])
def test_damaged_masks(tmp_path, capsys, change):
    write_crop_files(tmp_path)
    content = json.loads((tmp_path / "cells.json").read_text())
    rle = content["annotations"][0]["segmentation"]
    counts = {"cut": rle["counts"][:-1], "joined": rle["counts"] * 2, "swapped": rle["counts"]}
    size = rle["size"][::-1] if change == "swapped" else rle["size"]
    content["annotations"][0]["segmentation"] = {"size": size, "counts": counts[change]}
    (tmp_path / "cells.json").write_text(json.dumps(content))
    words = [tmp_path / "cells.json", "--out", tmp_path / "crops", "--images", tmp_path]
    assert main("crops", *map(str, words), "--workers", "1") == 2
    error = capsys.readouterr().err
    assert "swapped" in error if change == "swapped" else "counts are damaged" in error
    assert not (tmp_path / "crops").exists()
