"""The record of a study and its tables; predictions and logs are made up."""

import json
import os
import sys

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import Config
from repository import ROOT

from mmcsam.structures.rle import encode_masks

sys.path.insert(0, str(ROOT / "tools"))
from reproduction import cost as cost_module  # noqa: E402
from reproduction.cascade_start import cascade_start  # noqa: E402
from reproduction.cost import measure_costs  # noqa: E402
from reproduction.record import paired_differences, training_seconds  # noqa: E402
from reproduction.record_table import FIGURES, record_markdown  # noqa: E402
from reproduction.rows import TABLES, Row  # noqa: E402
from reproduction.study import Run, Study  # noqa: E402

LITE = TABLES["1", "lite"]


def test_rows_are_compared_with_rows_that_are_there():
    names = {row.name for row in LITE.rows}
    assert all(set(row.against) <= names - {row.name} for row in LITE.rows)
    assert [row.name for row in LITE.rows if not row.against] == ["aug", "aug_whole"]


def test_a_cascades_box_heads_start_from_the_shared_one(tmp_path):
    head = {"roi_head.bbox_head.fc_cls.bias": torch.tensor([1.0, 2.0])}
    weights = {"neck.weight": torch.ones(2), **head}
    torch.save({"state_dict": weights}, tmp_path / "iter_5.pth")
    path = cascade_start(tmp_path / "iter_5.pth")
    found = torch.load(path, weights_only=True)["state_dict"]
    assert set(found) == {"neck.weight"} | {
        f"roi_head.bbox_head.{stage}.fc_cls.bias" for stage in range(3)
    }
    assert torch.equal(found["roi_head.bbox_head.2.fc_cls.bias"], torch.tensor([1.0, 2.0]))


def test_training_seconds(tmp_path):
    """Two runs of one training: step 20 is logged twice, a validation has no loss."""
    logs = {"1": [(10, 2.0), (20, 9.0)], "2": [(20, 4.0)]}
    for name, steps in logs.items():
        folder = tmp_path / name / "vis_data"
        folder.mkdir(parents=True)
        lines = [json.dumps({"loss": 1.0, "time": spent, "step": step}) for step, spent in steps]
        lines.append(json.dumps({"coco/segm_mAP": 0.5, "time": 7.0, "step": 20}))
        (folder / "scalars.json").write_text("\n".join(lines) + "\n")
    assert training_seconds(tmp_path) == 3.0 * 20


def square(side: int) -> dict:
    mask = np.zeros((40, 40), bool)
    mask[:side, :side] = True
    return encode_masks(mask[None])[0]


@pytest.fixture
def study(tmp_path):
    """Return two rows, two seeds: of two cells the first row finds one, the other both."""
    images = [{"id": n, "file_name": f"{n}.png", "width": 40, "height": 40} for n in range(2)]
    truth = {
        "images": images,
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [
            {
                "id": n + 1,
                "image_id": n,
                "category_id": 1,
                "segmentation": square(20),
                "bbox": [0, 0, 20, 20],
                "area": 400,
                "iscrowd": 0,
            }
            for n in range(2)
        ],
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    rows = [Row("aug", "Mask R-CNN", "aug"), Row("ours", "ours", "ours", against=("aug", "gone"))]
    study = Study(LITE, rows, [0, 1], {"MMCSAM_VALIDATION": str(tmp_path / "truth.json")}, tmp_path)
    for row, found in zip(rows, ((0,), (0, 1)), strict=True):
        for seed in study.seeds:
            predictions = [
                {"image_id": n, "category_id": 1, "segmentation": square(20), "score": 0.9}
                for n in found
            ]
            path = study.predictions(Run(row, seed))
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(predictions))
    return study


def test_paired_differences(study):
    """AP is 51 / 101 (of recalls 0 to 0.5) against 1; without the second image there is none."""
    difference = paired_differences(study)["ours"]["aug"]["AP"]
    assert difference["by_seed"] == pytest.approx([50 / 101] * 2)
    assert difference["interval"][0] == 0
    assert difference["interval"][1] == pytest.approx(1)
    assert set(paired_differences(study)) == {"ours"}
    assert set(paired_differences(study)["ours"]) == {"aug"}


def test_tables(study):
    figures = dict.fromkeys(FIGURES, 0.5)
    costs = {"parameters": 4_500_000, "guide_parameters": 0, "giga_macs": 3.14}
    undefined = {"by_seed": [0.01, None], "interval": [None, None]}
    change = {"by_seed": [0.01, 0.03], "interval": [-0.01, 0.05]}
    record = {
        "hardware": "A machine",
        "command": "python tools/reproduce.py",
        "versions": {"torch": "2"},
        "seeds": [0, 1],
        "costs": {
            "aug": costs | {"seconds_an_image": 0.25},
            "ours": costs | {"guide_parameters": 1_000_000, "seconds_an_image": 0.5},
        },
        "runs": {
            "aug": {str(s): {"training_seconds": 100.0 + s, "figures": figures} for s in (0, 1)},
            "ours": {str(s): {"training_seconds": None, "figures": figures} for s in (0, 1)},
        },
        "differences": {"ours": {"aug": dict.fromkeys(figures, change) | {"SQ": undefined}}},
    }
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in record_markdown(record, study.rows).splitlines()
    ]
    (aug,) = (cells for cells in lines if cells[0] == "Mask R-CNN")
    ours, compared = (cells for cells in lines if cells[0] == "ours")
    assert aug[1] == "0.5000 ± 0.0000"
    assert aug[-4:] == ["4.50 M", "3.1", "100", "0.25"]
    assert ours[-4:] == ["4.50 M + 1.00 M", "3.1", "not trained", "0.50"]
    assert compared[4] == "not defined"
    assert compared[1:3] == ["Mask R-CNN", "+0.020 [-0.010, +0.050] (+0.010, +0.030)"]


def test_costs(environment, tmp_path, monkeypatch):
    """Of the standard head on the light backbone, without trained weights."""
    monkeypatch.setattr(cost_module, "IMAGES", 1)
    monkeypatch.setattr(cost_module, "TURNS", 1)
    config = ROOT / "configs/lite/mask_rcnn_aug_segpc.py"
    torch.save(MODELS.build(Config.fromfile(config).model).state_dict(), tmp_path / "a.pth")
    cost = measure_costs({"aug": (config, tmp_path / "a.pth")}, dict(os.environ))["aug"]
    assert (cost["parameters"], cost["guide_parameters"]) == (4_572_630, 0)
    assert 3 < cost["giga_macs"] < 60
    assert cost["seconds_an_image"] > 0
