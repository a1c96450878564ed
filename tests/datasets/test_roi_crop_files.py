import csv
import json
import os

import cv2
import numpy as np
import pytest
from boxed_cells import write_crop_files

from mmcsam.datasets import RoICropDataset, write_roi_crops


@pytest.fixture
def dataset(tmp_path):
    """Two cells on one image with noise, one on another; crops of 12 pixels."""
    write_crop_files(tmp_path)
    return RoICropDataset(
        str(tmp_path / "cells.json"), data_prefix={"img_path": str(tmp_path)}, crop_size=12
    )


def test_files_are_the_data_sets_crops(dataset, tmp_path):
    table = write_roi_crops(dataset, tmp_path / "crops", crops_per_cell=2, seed=7, workers=1)
    rows = list(csv.DictReader(table.open()))
    names = ["1_1_0", "1_1_1", "1_2_0", "1_2_1", "106_3_0", "106_3_1"]
    assert [row["crop"] for row in rows] == [f"{name}.png" for name in names]
    labels = set()
    for place, row in enumerate(rows):
        index, k = divmod(place, 2)
        crop = dataset.crop(index, np.random.default_rng((7, index, k)))
        image = cv2.imread(str(tmp_path / "crops/images" / row["crop"]))
        mask = cv2.imread(str(tmp_path / "crops/masks" / row["crop"]), cv2.IMREAD_GRAYSCALE)
        np.testing.assert_array_equal(image, crop["img"])
        np.testing.assert_array_equal(mask, (crop["gt_seg_map"] == 1) * 255)
        assert mask.any()
        labels |= set(np.unique(crop["gt_seg_map"]))
        roi = [float(row[side]) for side in ("x1", "y1", "x2", "y2")]
        np.testing.assert_allclose(roi, crop["roi"], atol=0.005)
    assert rows[0]["x1"] != rows[1]["x1"]
    assert labels == {0, 1, 2}  # neighbours were seen, and are in no mask


def test_workers_do_not_change_the_files(dataset, tmp_path):
    for workers in (1, 2):
        write_roi_crops(dataset, tmp_path / str(workers), workers=workers)
    one, two = (
        {p.relative_to(tmp_path / w): p.read_bytes() for p in (tmp_path / w).rglob("[!.]*.*")}
        for w in ("1", "2")
    )
    assert len(one) == 3 * 2 + 2
    assert one == two


def test_overview(dataset, tmp_path):
    write_roi_crops(dataset, tmp_path / "crops", workers=1)
    overview = cv2.imread(str(tmp_path / "crops/overview.png"))
    assert overview.shape == (14, 3 * 14, 3)  # three tiles of 12 pixels and a frame of 1


def test_never_into_a_full_folder(dataset, tmp_path):
    (tmp_path / "crops").mkdir()
    (tmp_path / "crops/mine.txt").touch()
    with pytest.raises(FileExistsError, match="crops is not empty; give a new folder"):
        write_roi_crops(dataset, tmp_path / "crops")


def test_nothing_is_left_of_a_failure(dataset, tmp_path):
    (tmp_path / "x/106.bmp").unlink()
    with pytest.raises(FileNotFoundError, match="106.bmp: cannot be read"):
        write_roi_crops(dataset, tmp_path / "crops", workers=1)
    assert not (tmp_path / "crops").exists()


@pytest.mark.parametrize("setting", [{"crops_per_cell": 0}, {"seed": -1}])
def test_arguments_checked(dataset, tmp_path, setting):
    with pytest.raises(ValueError, match=f"{next(iter(setting))} must be"):
        write_roi_crops(dataset, tmp_path / "crops", **setting)


@pytest.mark.parametrize("name", [b"\xff.bmp", b"\xe9.bmp"])
def test_names_that_are_not_utf_8(dataset, tmp_path, name):
    odd = os.fsdecode(name)
    file = tmp_path / "cells.json"
    content = json.loads(file.read_text())
    (tmp_path / content["images"][0]["file_name"]).rename(tmp_path / odd)
    content["images"][0]["file_name"] = odd
    file.write_text(json.dumps(content))
    renamed = RoICropDataset(str(file), data_prefix={"img_path": str(tmp_path)}, crop_size=12)
    table = write_roi_crops(renamed, tmp_path / "crops", workers=1)
    assert name[:-4] + b"_1_0.png," in table.read_bytes()
    assert (tmp_path / "crops/overview.png").is_file()
