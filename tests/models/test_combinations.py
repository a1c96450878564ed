"""Every shipped config trains two steps and predicts, on small images and with few RoIs."""

import copy

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmengine.config import Config
from mmengine.runner import load_checkpoint
from mmengine.structures import PixelData
from pycocotools import mask as mask_api
from repository import ROOT

CONFIGS = ROOT / "configs"
STOCK = 43_971_158  # Mask R-CNN on ResNet-50 with one class
MASK_HEADS = {
    "csam_r50_segpc": 459_269 + 102_361,
    "msfl_r50_segpc": 459_269,
    "csam_standard_head_r50_segpc": 102_361,
    "csam_plan_a_r50_segpc": 577_622,
}
NAMES = sorted(
    path.relative_to(CONFIGS).with_suffix("").as_posix()
    for path in [*CONFIGS.glob("*.py"), *CONFIGS.glob("small/*.py"), *CONFIGS.glob("lite/*.py")]
)
GUIDES = [name for name in NAMES if "unet" in name]
DETECTORS = sorted({*NAMES} - {*GUIDES})
# One of each mask head and RoI head of the project's own, on ResNet-50.
OWN_HEADS = [
    name
    for name in DETECTORS
    if name.startswith(("csam", "msfl")) and "x101" not in name and "demo" not in name
]
# Narrow backbones: settings, and the channels of the stages' outputs.
BACKBONES = {
    "ResNet": ({"depth": 18, "base_channels": 16}, [16, 32, 64, 128]),
    "ResNeXt": (
        {"depth": 50, "base_channels": 16, "groups": 4, "base_width": 4},
        [64, 128, 256, 512],
    ),
    "WideResNet": ({"depth": 50, "base_channels": 16, "stem_channels": 8}, [32, 64, 128, 256]),
    "EfficientNetLite": ({}, [24, 40, 112, 320]),
}


def small(name):
    """Return a config's detector with a narrow backbone and guide, and few RoIs."""
    cfg = Config.fromfile(CONFIGS / f"{name}.py").model
    settings, channels = BACKBONES[cfg.backbone.type]
    cfg.backbone.update(settings, init_cfg=None)
    cfg.neck.in_channels = channels
    guide = cfg.get("guide")
    if guide is not None and guide.type == "OutOfFoldGuide":
        guide.checkpoints = [None] * len(guide.checkpoints)
        guide = guide.guide
    if guide is not None:
        guide.update(segmentor={"type": "UNet", "base_channels": 4}, crop_size=32, checkpoint=None)
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
    has_masks = model.roi_head.with_mask
    for _ in range(2):
        data = model.data_preprocessor(batch(), True)
        for sample in data["data_samples"]:
            sample.set_metainfo({"guide_fold": 1})
        loss, logged = model.parse_losses(model(**data, mode="loss"))
        assert torch.isfinite(loss)
        optimizer.zero_grad()
        loss.backward()
        unused = [key for key, p in model.named_parameters() if p.requires_grad and p.grad is None]
        assert unused == []
        optimizer.step()
        assert has_masks == any("loss_mask" in key for key in logged)
    after = model.state_dict()
    changed = {key for key in after if not torch.equal(after[key], before[key])}
    learns = has_masks and "guide_alone" not in name
    layers = "fcs" if name == "lite/point_rend_segpc" else "convs"  # MMDetection's coarse head
    assert learns == any("roi_head.mask_head" in key and layers in key for key in changed)
    assert not any(key.startswith("guide.") for key in changed)

    model.eval()
    with torch.no_grad():
        samples = model(**model.data_preprocessor(batch(), False), mode="predict")
    for sample in samples:
        predicted = sample.pred_instances
        assert not has_masks or predicted.masks.shape == (len(predicted), 192, 256)
        assert 0 < len(predicted) <= 2
        assert torch.isfinite(predicted.scores).all()


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_trains_and_predicts(name):
    cfg = Config.fromfile(CONFIGS / f"{name}.py").model
    cfg.segmentor.base_channels = 4
    model = MODELS.build(cfg)
    crops = torch.randint(0, 256, (2, 3, 32, 32), dtype=torch.uint8)
    samples = [DetDataSample() for _ in crops]
    for sample in samples:
        labels = torch.zeros(1, 32, 32, dtype=torch.uint8)
        labels[:, 8:20, 8:20] = 1
        sample.gt_sem_seg = PixelData(sem_seg=labels)
    data = {"inputs": list(crops), "data_samples": samples}
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(5):
        loss, _ = model.parse_losses(model(**model.data_preprocessor(data, True), mode="loss"))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    for sample in model.eval()(**model.data_preprocessor(data, False), mode="predict"):
        assert sample.pred_sem_seg.sem_seg.shape == (1, 32, 32)


# MMDetection's PointRend refuses to sample points of no RoI; the config leaves such images out.
@pytest.mark.parametrize("name", sorted({*OWN_HEADS} - {"csam_point_rend_r50_segpc"}))
def test_no_cells(name, batch):
    """Images without cells train too, with every parameter in the graph (for DDP)."""
    model = MODELS.build(small(name))
    model.init_weights()
    loss, _ = model.parse_losses(
        model(**model.data_preprocessor(batch(cells=0), True), mode="loss")
    )
    loss.backward()
    assert [k for k, p in model.named_parameters() if p.requires_grad and p.grad is None] == []


@pytest.mark.parametrize("name", [*OWN_HEADS, "guide_alone_r50_segpc"])
def test_sizes_and_strides_that_do_not_fit(name, batch):
    model = MODELS.build(small(name))
    data = model.data_preprocessor(batch(), True)
    stages = model.roi_head.train_cfg
    for stage in stages if isinstance(stages, list) else [stages]:
        right, stage.mask_size = stage.mask_size, 20
    with pytest.raises(
        ValueError, match=rf"predicts \({right}, {right}\) .*mask_size=20: set it to"
    ):
        model(**data, mode="loss")

    extractors = model.roi_head.mask_roi_extractor
    extractor = extractors[0] if isinstance(extractors, torch.nn.ModuleList) else extractors
    extractor.featmap_strides = [2 * stride for stride in extractor.featmap_strides]
    with pytest.raises(ValueError, match=r"strides \(8, 16, 32.* have about \(4, 8, 16"):
        model(**data, mode="loss")


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("csam_point_rend", {"point_head": {"num_classes": 2}}, "mask_head 1, point_head 2"),
        (
            "csam_point_rend",
            {"point_head": {"in_channels": 256}},
            "in_channels=256, but it samples 3 levels of 256 channels: set it to 768",
        ),
        (
            "csam_mask_scoring",
            {"mask_iou_head": {"num_classes": 2}},
            "mask_head 1, mask_iou_head 2",
        ),
    ],
)
def test_heads_that_do_not_fit(name, settings, message):
    cfg = small(f"{name}_r50_segpc")
    for head, values in settings.items():
        cfg.roi_head[head].update(values)
    with pytest.raises(ValueError, match=message):
        MODELS.build(cfg)


def test_semantic_features_are_for_the_boxes():
    cfg = small("csam_htc_r50_segpc")
    cfg.roi_head.update(
        semantic_roi_extractor=cfg.roi_head.bbox_roi_extractor,
        semantic_head={"type": "FusedSemanticHead", "num_ins": 5, "fusion_level": 1},
    )
    with pytest.raises(ValueError, match=r"semantic_fusion=\('bbox', 'mask'\), but the mask head"):
        MODELS.build(cfg)


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


def test_start_from_stock_coco_weights(tmp_path):
    """``load_from`` of the strong recipe: 80 classes, and a first mask convolution of 256."""
    cfg = small("strong_mask_rcnn_r50_segpc")
    cfg.roi_head.bbox_head.num_classes = cfg.roi_head.mask_head.num_classes = 80
    stock = MODELS.build(cfg)
    torch.save({"state_dict": stock.state_dict()}, tmp_path / "coco.pth")
    model = MODELS.build(small("strong_csam_r50_segpc"))
    before = copy.deepcopy(model.state_dict())
    load_checkpoint(model, str(tmp_path / "coco.pth"), map_location="cpu")
    after = model.state_dict()
    taken = {key for key, value in stock.state_dict().items() if value.shape == after[key].shape}
    left = set(stock.state_dict()) - taken
    assert left == {
        f"roi_head.{name}.{kind}"
        for name in ("bbox_head.fc_cls", "bbox_head.fc_reg", "mask_head.conv_logits")
        for kind in ("weight", "bias")
    } | {"roi_head.mask_head.convs.0.conv.weight"}
    for key, value in stock.state_dict().items():
        assert torch.equal(after[key], value if key in taken else before[key]), key
    fresh = {
        key.split(".")[2] for key in set(after) - set(stock.state_dict()) if "mask_head" in key
    }
    assert fresh == {"fusion", "csam"}


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
        sample.set_metainfo({"img_shape": (128, 160)})  # padding does not change the scale
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
    np.testing.assert_array_equal(model.guide.samples, ())


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
