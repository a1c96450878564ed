"""The shipped detectors train two steps and predict, on small images and with few RoIs."""

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import Config
from pycocotools import mask as mask_api

CONFIGS = Path(__file__).parents[2] / "configs"
STOCK = 43_971_158  # Mask R-CNN on ResNet-50 with one class
MASK_HEADS = {
    "csam_r50_segpc": 459_269 + 102_361,
    "msfl_r50_segpc": 459_269,
    "csam_standard_head_r50_segpc": 102_361,
    "csam_plan_a_r50_segpc": 577_622,
}
DETECTORS = sorted(
    path.stem
    for path in CONFIGS.glob("*segpc.py")
    if path.stem.startswith(("csam", "msfl")) and "x101" not in path.stem
)


def small(name):
    """Return a config's detector with a narrow backbone and guide, and few RoIs."""
    cfg = Config.fromfile(CONFIGS / f"{name}.py").model
    cfg.backbone.update(depth=18, base_channels=16, init_cfg=None)
    cfg.neck.in_channels = [16, 32, 64, 128]
    if cfg.guide is not None:
        cfg.guide.update(segmentor={"type": "UNet", "base_channels": 4}, crop_size=32)
        cfg.guide.checkpoint = None
    cfg.train_cfg.rpn_proposal.update(nms_pre=50, max_per_img=20)
    cfg.test_cfg.rpn.update(nms_pre=50, max_per_img=20)
    cfg.test_cfg.rcnn.update(score_thr=0.0, max_per_img=2)
    rcnn = cfg.train_cfg.rcnn
    for stage in rcnn if isinstance(rcnn, list) else [rcnn]:
        stage.sampler.num = 4
    return cfg


@pytest.mark.parametrize("name", sorted(MASK_HEADS))
def test_parameters(name, count):
    cfg = Config.fromfile(CONFIGS / f"{name}.py").model
    cfg.guide = cfg.guide and {"type": "OracleGuide"}
    assert count(cfg) - STOCK == MASK_HEADS[name]


@pytest.mark.parametrize("name", DETECTORS)
def test_two_steps_and_a_prediction(name, batch):
    model = MODELS.build(small(name))
    model.init_weights()
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trainable, lr=1e-4)
    before = copy.deepcopy(model.state_dict())
    for _ in range(2):
        data = model.data_preprocessor(batch(), True)
        loss, logged = model.parse_losses(model(**data, mode="loss"))
        assert torch.isfinite(loss)
        optimizer.zero_grad()
        loss.backward()
        unused = [key for key, p in model.named_parameters() if p.requires_grad and p.grad is None]
        assert unused == []
        optimizer.step()
    assert any("loss_mask" in key for key in logged)
    after = model.state_dict()
    changed = {key for key in after if not torch.equal(after[key], before[key])}
    assert any("roi_head.mask_head" in key and "convs" in key for key in changed)
    assert not any(key.startswith("guide.") for key in changed)

    model.eval()
    with torch.no_grad():
        samples = model(**model.data_preprocessor(batch(), False), mode="predict")
    for sample in samples:
        predicted = sample.pred_instances
        assert predicted.masks.shape == (len(predicted), 192, 256)
        assert 0 < len(predicted) <= 2
        assert torch.isfinite(predicted.scores).all()


# MMDetection's PointRend refuses to sample points of no RoI; the config leaves such images out.
@pytest.mark.parametrize("name", sorted({*DETECTORS} - {"csam_point_rend_r50_segpc"}))
def test_no_cells(name, batch):
    """Images without cells train too, with every parameter in the graph (for DDP)."""
    model = MODELS.build(small(name))
    model.init_weights()
    loss, _ = model.parse_losses(
        model(**model.data_preprocessor(batch(cells=0), True), mode="loss")
    )
    loss.backward()
    assert [k for k, p in model.named_parameters() if p.requires_grad and p.grad is None] == []


def test_a_cascade_asks_the_guide_once_in_a_test(batch):
    model = MODELS.build(small("csam_cascade_r50_segpc")).eval()
    calls = []
    model.guide.register_forward_hook(lambda *_: calls.append(1))
    with torch.no_grad():
        for count in (1, 2):
            model(**model.data_preprocessor(batch(), False), mode="predict")
            assert len(calls) == count


def test_chunks_do_not_change_the_masks(batch):
    model = MODELS.build(small("csam_r50_segpc")).eval()
    masks = []
    for chunk in (1, 3, 100):
        model.roi_head.mask_head.roi_chunk = model.guide.roi_chunk = chunk
        with torch.no_grad():
            samples = model(**model.data_preprocessor(batch(), False), mode="predict")
        masks.append(torch.cat([sample.pred_instances.masks for sample in samples]))
    assert torch.equal(masks[0], masks[1])
    assert torch.equal(masks[0], masks[2])


def test_oracle_in_training_and_test(batch):
    """The oracle finds the masks at the input's scale in training, at the file's in a test."""
    cfg = small("csam_r50_segpc")
    cfg.guide = {"type": "OracleGuide", "crop_size": 32}
    model = MODELS.build(cfg)
    maps = []
    model.guide.register_forward_hook(lambda _module, _inputs, output: maps.append(output))
    model(**model.data_preprocessor(batch(), True), mode="loss")
    assert 0 < maps[-1].mean() < 1

    data = model.data_preprocessor(batch(), False)
    for sample in data["data_samples"]:
        cells = sample.gt_instances
        cells.masks = cells.masks.resize((192, 256))
        boxes = cells.bboxes
        sample.proposals = sample.gt_instances.new(bboxes=boxes, labels=cells.labels)
        sample.proposals.scores = torch.ones(len(cells))
        del sample.gt_instances.bboxes
    rois = torch.tensor([[0, 10.0, 12, 50, 60], [1, 64, 30, 110, 80], [0, 0, 84, 8, 96]])
    with model.guide.reveal(data["data_samples"]):
        full, other, none = model.guide(data["inputs"], rois)
    assert full.min() > 0.9
    assert other.min() > 0.9
    assert none.max() == 0
    np.testing.assert_array_equal(model.guide._samples, ())


@pytest.mark.parametrize("name", ["csam_r50_segpc", "csam_cascade_r50_segpc", "csam_htc_r50_segpc"])
def test_masks_as_rle(name, batch):
    model = MODELS.build(small(name)).eval()
    data = model.data_preprocessor(batch(), False)
    plain, encoded = [], []
    for mask_format, found in (("tensor", plain), ("rle", encoded)):
        model.roi_head.test_cfg.mask_format = mask_format
        with torch.no_grad():
            for sample in model(**copy.deepcopy(data), mode="predict"):
                found.append(sample.pred_instances)
    for tensors, rles in zip(plain, encoded, strict=True):
        assert torch.equal(tensors.bboxes, rles.bboxes)
        assert [rle["size"] for rle in rles.masks] == [[192, 256]] * len(rles)
        decoded = np.stack([mask_api.decode(rle) for rle in rles.masks])
        np.testing.assert_array_equal(decoded, tensors.masks.numpy())


def test_mask_format_checked(batch):
    model = MODELS.build(small("csam_r50_segpc")).eval()
    model.roi_head.test_cfg.mask_format = "polygon"
    with torch.no_grad(), pytest.raises(ValueError, match="must be 'tensor' or 'rle', got 'poly"):
        model(**model.data_preprocessor(batch(), False), mode="predict")
