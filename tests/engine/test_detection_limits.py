"""Limits follow the data, and stay where they are high enough."""

import json

import pytest
from mmengine.config import Config
from repository import ROOT

from mmcsam.engine.detection_limits import follow_data


@pytest.fixture
def config(tmp_path):
    """Return a function that makes a config for data with so many cells in an image."""

    def make(*cells, model=None):
        datasets = []
        for number, count in enumerate(cells):
            path = tmp_path / f"{number}.json"
            annotations = [{"image_id": 1}] * count + [{"image_id": 2}] * 3
            path.write_text(json.dumps({"annotations": annotations}))
            datasets.append({"type": "CocoDataset", "ann_file": str(path)})
        rcnn = {"score_thr": 0.05, "max_per_img": 100, "nms": {"type": "nms"}}
        rpn = {"nms_pre": 1000, "max_per_img": 1000}
        default = {"type": "MaskRCNN", "test_cfg": {"rpn": rpn, "rcnn": rcnn}}
        joined = {"type": "ConcatDataset", "datasets": datasets}
        return Config({"model": model or default, "test_dataloader": {"dataset": joined}})

    return make


def limits(cfg):
    return [
        (name, stage[name])
        for stage in (cfg.model.test_cfg.rpn, cfg.model.test_cfg.rcnn)
        for name in ("nms_pre", "max_per_img")
        if name in stage
    ]


@pytest.mark.parametrize("cells", [(5,), (100,), (3, 100)])
def test_high_enough(config, cells):
    cfg = config(*cells)
    assert follow_data(cfg, "test") is None
    assert limits(cfg) == [("nms_pre", 1000), ("max_per_img", 1000), ("max_per_img", 100)]
    assert cfg.custom_hooks == [{"type": "DetectionLimitHook", "limit": 100}]


@pytest.mark.parametrize("cells", [(330,), (5, 330, 101)])
def test_more_cells_than_the_detector_returns(config, cells):
    cfg = config(*cells)
    note = follow_data(cfg, "test")
    assert limits(cfg) == [("nms_pre", 6600), ("max_per_img", 6600), ("max_per_img", 660)]
    assert cfg.custom_hooks == [{"type": "DetectionLimitHook", "limit": 660}]
    assert note.startswith("an image of the test data has 330 annotations, and the detector return")
    assert "6.6 times as high now. CocoMetric's mAP counts 100 predictions" in note


def test_a_low_limit(config):
    model = {"test_cfg": {"max_per_img": 10, "nms_pre": 50, "score_thr": 0.1}}  # of one stage
    cfg = config(20, model=model)
    assert "CocoMetric" not in follow_data(cfg, "test")
    assert cfg.model.test_cfg == {"max_per_img": 40, "nms_pre": 200, "score_thr": 0.1}


def test_views(config):
    """What merges them has a limit of its own, 100 where nobody sets it."""
    for settings in ({}, {"tta_cfg": {"iou_threshold": 0.5, "max_per_img": 100}}):
        module = config(150).model
        cfg = config(150, model={"type": "MaskTTAModel", "module": module, **settings})
        assert "limits (max_per_img, nms_pre) are 3 times" in follow_data(cfg, "test")
        assert cfg.model.tta_cfg.max_per_img == 300
        assert cfg.model.module.test_cfg.rcnn.max_per_img == 300
        assert cfg.model.module.test_cfg.rpn == {"nms_pre": 3000, "max_per_img": 3000}


def test_nothing_to_follow(config):
    cfg = config(500, model={"type": "RoISegmentor", "segmentor": {"type": "UNet"}})
    assert follow_data(cfg, "test") is None  # a guide
    assert cfg.get("custom_hooks") is None
    assert follow_data(Config({"model": {"test_cfg": {"max_per_img": 3}}}), "test") is None


def test_no_limit_stays_none(config):
    rcnn = {"score_thr": 0.05, "max_per_img": 100}
    cfg = config(200, model={"test_cfg": {"rpn": {"nms_pre": -1}, "rcnn": rcnn}})
    follow_data(cfg, "test")
    assert cfg.model.test_cfg.rpn.nms_pre == -1
    assert cfg.model.test_cfg.rcnn.max_per_img == 400


def test_files_that_are_no_coco_files(config, tmp_path):
    cfg = config(5)
    for text in ("[]", '{"annotations": 5}', '{"annotations": [5, {}]}'):
        (tmp_path / "0.json").write_text(text)
        assert follow_data(cfg, "test") is None
    (tmp_path / "0.json").write_text("{")
    with pytest.raises(ValueError, match="0.json: not a JSON file"):
        follow_data(cfg, "test")


@pytest.mark.parametrize(
    "name", ["csam_demo", "csam_cascade_r50_segpc", "csam_point_rend_r50_segpc"]
)
def test_configs_of_the_package(name, config):
    cfg = Config.fromfile(ROOT / f"configs/{name}.py")
    cfg.test_dataloader = config(150).test_dataloader
    assert follow_data(cfg, "test") is not None
    assert cfg.model.test_cfg.rcnn.max_per_img == 300
