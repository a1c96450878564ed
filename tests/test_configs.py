"""The shipped configs build, and fit each other."""

import os
from pathlib import Path

import cv2
import pytest
import torch
from mmdet.registry import DATASETS, MODELS
from mmengine.config import Config
from repository import ROOT

from mmcsam.datasets.folds import write_folds

CONFIGS = [
    path
    for folder in ("", "small", "lite")
    for path in sorted((ROOT / "configs" / folder).glob("*.py"))
]
UNET = 31_037_633
MSFL_AND_CSAM = 459_269 + 102_361
# MMDetection's Mask R-CNN with one class, MSFL and CSAM, and the guide.
PARAMETERS = {
    "csam_r50_segpc": 43_971_158 + MSFL_AND_CSAM + UNET,
    "csam_x101_segpc": 107_205_462 + MSFL_AND_CSAM + UNET,
    "unet_segpc": UNET,
}


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_config_builds(path, environment, monkeypatch, tmp_path):
    """Without downloads: backbones keep their random start. The first items go through."""
    cfg = Config.fromfile(path)
    if "oof" in path.stem:
        monkeypatch.chdir(tmp_path)
        folder = tmp_path / cfg.guide_folder
        files = write_folds(os.environ["SEGPC_ANNOTATIONS"] + "/instances_train.json", folder, 2)
        assert len(files) == 2
    assert cfg.custom_imports["imports"] == ["mmcsam"]
    # Else every validation of a training by iterations would be logged at step 0.
    by_epoch = cfg.default_hooks.logger.get("log_metric_by_epoch", True)
    assert by_epoch == (cfg.train_cfg.type == "EpochBasedTrainLoop")
    with torch.device("meta"):  # shapes alone: the large backbones take no time
        model = MODELS.build(cfg.model)
    if path.parent.name == "configs" and path.stem in PARAMETERS:
        assert sum(p.numel() for p in model.parameters()) == PARAMETERS[path.stem]
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        dataset = DATASETS.build(loader.dataset)
        assert len(dataset) > 0
        item = dataset[0]
        assert item["inputs"].shape[0] == 3
    assert item["inputs"].dtype == torch.uint8


def test_padding_keeps_the_frame(environment):
    """Zeros on all sides; in a test at the right and bottom, where annotations stay the file's."""
    cfg = Config.fromfile(ROOT / "configs/csam_r50_segpc.py")
    cfg.train_dataloader.dataset.pipeline[3].prob = [0.0, 0.0]
    del cfg.train_dataloader.dataset.pipeline[4]  # colours
    for loader, training in ((cfg.train_dataloader, True), (cfg.val_dataloader, False)):
        item = DATASETS.build(loader.dataset)[1]  # the first of validation has no cell
        sample, cells = item["data_samples"], item["data_samples"].gt_instances
        height, width = sample.ori_shape
        image = torch.from_numpy(cv2.imread(sample.img_path)).permute(2, 0, 1)
        assert image.shape == (3, height, width)
        assert item["inputs"].shape == (3, *sample.img_shape) == (3, 1920, 2560)
        top, left = ((1920 - height) // 2, (2560 - width) // 2) if training else (0, 0)
        assert torch.equal(item["inputs"][:, top : top + height, left : left + width], image)
        assert item["inputs"].sum() == image.sum()  # zeros elsewhere
        size = (1920, 2560) if training else (height, width)
        assert (cells.masks.height, cells.masks.width) == size
        boxes = cells.masks.get_bboxes("hbox").tensor
        assert len(boxes) > 0
        assert torch.equal(boxes, cells.bboxes.tensor)
    assert sample.scale_factor == (1.0, 1.0)


@pytest.mark.parametrize(
    ("detector", "guide"),
    [
        ("csam_demo", "unet_demo"),
        ("csam_r50_segpc", "unet_segpc"),
        ("csam_light_r50_segpc", "unet_light_segpc"),
        ("csam_x101_segpc", "unet_segpc"),
        ("csam_x101_yeast", "unet_yeast"),
        ("strong_csam_r50_segpc", "strong_unet_segpc"),
        ("strong_csam_x101_segpc", "strong_unet_segpc"),
    ],
)
def test_guide_is_used_as_it_was_trained(detector, guide):
    used = Config.fromfile(ROOT / "configs" / f"{detector}.py").model.guide
    trained = Config.fromfile(ROOT / "configs" / f"{guide}.py")
    assert Path(used.checkpoint).parent.name == guide
    assert used.crop_size == trained.train_dataloader.dataset.crop_size
    assert used.crop_size == trained.val_dataloader.dataset.crop_size
    assert used.segmentor == trained.model.segmentor
    if "epoch" in used.checkpoint:
        assert Path(used.checkpoint).stem == f"epoch_{trained.max_epochs}"
    built, preprocessor = MODELS.build(used), trained.model.data_preprocessor
    assert preprocessor.bgr_to_rgb
    assert list(built.mean) == preprocessor.mean
    assert list(built.std) == preprocessor.std
