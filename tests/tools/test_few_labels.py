"""The few-label study: which trainings it runs, on which images; the trainings are faked."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from reproduction import few_labels as module  # noqa: E402
from reproduction.few_labels import FewLabels, FewLabelsRun  # noqa: E402
from reproduction.few_labels_report import draw_few_labels, few_labels_markdown  # noqa: E402


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Return a study of eight images, and the commands that it has run."""
    images = [{"id": n, "file_name": f"train/x/{n}.bmp"} for n in range(8)]
    entries = [{"id": n, "image_id": n % 8} for n in range(16)]
    coco = {"images": images, "annotations": entries, "categories": [{"id": 1, "name": "cell"}]}
    for split in ("train", "validation"):
        (tmp_path / f"instances_{split}.json").write_text(json.dumps(coco))
    commands = []

    def run(words, environment, log, label=""):
        commands.append(words[1:])
        if "--work-dir" in words and words[1] != "-m":
            folder = Path(words[words.index("--work-dir") + 1])
            folder.mkdir(parents=True)
            (folder / "last_checkpoint").write_text(f"{folder}/iter_9.pth")

    monkeypatch.setattr(module, "run_logged", run)
    monkeypatch.setattr("mmcsam.inference.pack_model", lambda config, ckpt, out, ann_file: out)
    monkeypatch.setattr(FewLabels, "_figures", lambda self, run, model: {"model": str(model)})
    environment = {"SEGPC_ROOT": "pictures", "SEGPC_ANNOTATIONS": str(tmp_path)}
    return FewLabels(Path("drawn.mmcsam"), environment, tmp_path / "out", 80), commands


def test_from_the_drawn_model(study, tmp_path):
    few, commands = study
    result = few.result(FewLabelsRun("drawn", 5, 1))
    folder = tmp_path / "out/drawn_5_seed_1"
    subset = json.loads((folder / "instances.json").read_text())
    names = [image["file_name"] for image in subset["images"]]
    assert result["images"] == names
    assert len(names) == 5
    assert len(subset["annotations"]) == 10
    (words,) = commands
    assert words[:5] == ["-m", "mmcsam", "fine-tune", "pictures", str(folder / "instances.json")]
    assert words[words.index("--model") + 1] == "drawn.mmcsam"
    assert words[words.index("--seed") + 1] == "1"
    assert result["figures"]["model"] == str(folder / "drawn_5_seed_1.mmcsam")
    few.result(FewLabelsRun("drawn", 5, 1))
    assert len(commands) == 1


def test_from_imagenet(study, tmp_path):
    few, commands = study
    few.result(FewLabelsRun("imagenet", 3, 0))
    guide, detector = commands
    folder = tmp_path / "out/imagenet_3_seed_0"
    assert guide[0].endswith("train.py")
    assert guide[1].endswith("lite_unet_segpc.py")
    assert detector[1].endswith("lite_csam_prior_segpc.py")
    for words in commands:
        assert f"train_dataloader.dataset.ann_file={folder / 'instances.json'}" in words
        assert "train_cfg.max_iters=80" in words
    assert f"model.guide.checkpoint={folder / 'guide'}/iter_9.pth" in detector


def test_fewer_images_are_among_more(study):
    few, _ = study
    names = [set(few.result(FewLabelsRun("drawn", n, 4))["images"]) for n in (2, 5, 8)]
    assert names[0] < names[1] < names[2]
    assert names[0] != set(few.result(FewLabelsRun("drawn", 2, 5))["images"])


def test_untrained(study):
    few, commands = study
    result = few.result(FewLabelsRun("drawn", 0, 0))
    assert commands == []
    assert (result["images"], result["figures"]["model"]) == ([], "drawn.mmcsam")


def made_up(start, images, seed, ap):
    figures = dict.fromkeys(("AP50", "precision", "recall", "SQ", "boundary_IoU"), 0.5)
    return {
        "start": start,
        "seed": seed,
        "images": ["a"] * images,
        "training_seconds_of_last_start": 90.0,
        "figures": figures | {"AP": ap},
    }


def test_table_and_curve(tmp_path):
    results = [
        made_up("drawn", 0, 0, 0.4),
        *(made_up("drawn", 5, seed, ap) for seed, ap in enumerate((0.5, 0.6, 0.7))),
        made_up("imagenet", 5, 0, 0.2),
    ]
    text = few_labels_markdown(results, "python tools/few_labels.py")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| the")]
    assert [row[4].strip() for row in rows] == [
        "0.4000",
        f"0.6000 ± {np.std([5, 6, 7], ddof=1) / 10:.4f}",
    ]
    assert [row[-2].strip() for row in rows] == ["none", "2"]
    assert draw_few_labels(results, tmp_path / "curve.png").stat().st_size > 5000
