import copy

import pytest
import torch
from mmcv.ops import roi_align

from mmcsam.models.guides.unet_guide import IMAGENET_MEAN, IMAGENET_STD

LOSSES = {"loss_rpn_cls", "loss_rpn_bbox", "loss_cls", "acc", "loss_bbox", "loss_mask"}


def losses_of(model, data):
    torch.manual_seed(0)
    losses = model(**model.data_preprocessor(copy.deepcopy(data), True), mode="loss")
    return losses, {
        name: (sum(value) if isinstance(value, list) else value).item()
        for name, value in losses.items()
    }


def predict(model, data):
    model.eval()
    with torch.no_grad():
        return model(**model.data_preprocessor(copy.deepcopy(data), False), mode="predict")


def backward(model, losses):
    total, _ = model.parse_losses(losses)
    total.backward()
    assert torch.isfinite(total)
    return [
        name
        for name, parameter in model.named_parameters()
        if parameter.requires_grad and parameter.grad is None
    ]


def test_losses_at_a_seed(detector, batch):
    """Pinned, so that a change of the forward pass shows."""
    _, losses = losses_of(detector(), batch())
    expected = {
        "loss_rpn_cls": 0.69684,
        "loss_rpn_bbox": 0.101458,
        "loss_cls": 0.69561,
        "acc": 46.875,
        "loss_bbox": 0.00116311,
        "loss_mask": 6.55488,
    }
    assert losses == pytest.approx(expected, rel=1e-3)


def test_every_trainable_parameter_learns(detector, batch):
    model = detector()
    losses, _ = losses_of(model, batch())
    assert backward(model, losses) == []
    assert all(parameter.grad is None for parameter in model.guide.parameters())


@pytest.mark.parametrize(
    "parts",
    [
        {"csam": False, "guide": False},
        {"fusion": False, "csam": False, "guide": False},
    ],
    ids=["msfl", "plain FCN"],
)
def test_ablations(detector, batch, parts):
    model = detector(**parts)
    losses, values = losses_of(model, batch())
    assert set(values) == LOSSES
    assert backward(model, losses) == []
    assert predict(model, batch())[0].pred_instances.masks.shape == (5, 192, 256)


@pytest.mark.parametrize("csam", [True, False])
def test_no_cell(detector, batch, csam):
    """A batch without ground truth: no mask loss, yet every parameter in the graph (DDP)."""
    model = detector(csam=csam, guide=csam)
    losses, values = losses_of(model, batch(cells=0))
    assert values["loss_mask"] == 0
    assert values["loss_bbox"] == 0
    assert backward(model, losses) == []


def test_one_image_without_cells(detector, batch):
    data = batch()
    empty = batch(cells=0)
    data["data_samples"][1].gt_instances = empty["data_samples"][1].gt_instances
    model = detector()
    losses, values = losses_of(model, data)
    assert values["loss_mask"] > 0
    assert backward(model, losses) == []


def test_predict(detector, batch):
    """Masks have the size of the file, twice the network's input here."""
    samples = predict(detector(), batch())
    assert len(samples) == 2
    for sample in samples:
        found = sample.pred_instances
        assert found.masks.shape == (5, 192, 256)
        assert found.masks.dtype == torch.bool
        assert found.bboxes.shape == (5, 4)
        assert found.bboxes[:, [0, 2]].max() <= 256
        assert found.bboxes[:, [1, 3]].max() <= 192


def test_predict_is_deterministic(detector, batch):
    model = detector()
    first, second = predict(model, batch()), predict(model, batch())
    assert torch.equal(first[0].pred_instances.masks, second[0].pred_instances.masks)


def test_images_of_a_batch_do_not_mix(detector, batch):
    """The batch index of a RoI picks the image for the guide too."""
    model, both = detector(), batch()
    together = predict(model, both)[1].pred_instances
    alone = {name: values[1:] for name, values in both.items()}
    single = predict(model, alone)[0].pred_instances
    torch.testing.assert_close(together.bboxes, single.bboxes, rtol=1e-4, atol=1e-3)
    assert (together.masks == single.masks).float().mean() > 0.999


def test_no_detection(detector, batch):
    model = detector()
    model.roi_head.test_cfg.score_thr = 1.1
    for sample in predict(model, batch()):
        assert len(sample.pred_instances) == 0
        assert sample.pred_instances.masks.shape == (0, 192, 256)


def test_no_proposal(detector, batch):
    model = detector()
    model.rpn_head.test_cfg.min_bbox_size = 10_000
    for sample in predict(model, batch()):
        assert sample.pred_instances.masks.shape == (0, 192, 256)


def test_tensor_mode(detector, batch):
    model = detector().eval()
    data = model.data_preprocessor(batch(), False)
    with torch.no_grad():
        ((scores, deltas, masks),) = model(**data, mode="tensor")
    assert scores.shape == (40, 2)
    assert deltas.shape == (40, 4)
    assert masks.shape == (40, 1, 16, 16)


def test_an_optimiser_step_leaves_the_frozen_guide_alone(detector, batch):
    model = detector().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.1)
    losses, _ = losses_of(model, batch())
    backward(model, losses)
    optimiser.step()
    changed = {
        name for name, value in model.state_dict().items() if not torch.equal(value, before[name])
    }
    assert not any(name.startswith("guide.") for name in changed)
    assert "roi_head.mask_head.csam.guide_conv.conv.weight" in changed


def test_guide_that_learns_along(detector, detector_cfg, batch):
    detector_cfg.guide.frozen = False
    model = detector()
    losses, _ = losses_of(model, batch())
    assert backward(model, losses) == []
    assert model.guide.segmentor.classifier.weight.grad.abs().sum() > 0


def record_crops(model):
    """Record what the segmentor sees and the RoIs that it sees it for."""
    crops, rois = [], []
    model.guide.segmentor.register_forward_pre_hook(lambda _m, inputs: crops.append(inputs[0]))
    model.guide.register_forward_pre_hook(lambda _m, inputs: rois.append(inputs[1]))
    return crops, rois


def test_the_guide_sees_the_image_under_the_rois(detector, batch):
    """Crops by hand from the files equal what reaches the U-Net through preprocessor and heads."""
    model, data = detector(), batch()
    crops, rois = record_crops(model)
    losses_of(model, data)
    assert len(crops) == 1
    rgb = torch.stack(data["inputs"]).flip(1).float()
    by_hand = roi_align(rgb, rois[0], (16, 16), 1.0, 2, "avg", True)
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_STD))
    torch.testing.assert_close(crops[0], (by_hand - mean) / std, rtol=1e-4, atol=1e-4)
    truth = torch.cat([sample.gt_instances.bboxes for sample in data["data_samples"]])
    assert all((rois[0][:, 1:] == box).all(1).any() for box in truth)  # not at a fraction of them


def test_the_guide_sees_the_detections_once(detector, batch):
    model = detector()
    crops, rois = record_crops(model)
    samples = predict(model, batch())
    assert len(crops) == 1
    assert rois[0][:, 0].tolist() == [0] * 5 + [1] * 5
    boxes = torch.cat([sample.pred_instances.bboxes for sample in samples]) / 2  # file to input
    torch.testing.assert_close(rois[0][:, 1:], boxes)


def test_only_the_masks_follow_the_guide(detector, batch):
    model, data = detector(), batch()
    outputs = []
    model.roi_head.mask_head.register_forward_hook(lambda _m, _i, logits: outputs.append(logits))
    before = predict(model, data)[0].pred_instances
    torch.nn.init.constant_(model.guide.segmentor.classifier.bias, 20)
    after = predict(model, data)[0].pred_instances
    assert torch.equal(before.bboxes, after.bboxes)
    assert torch.equal(before.scores, after.scores)
    assert not torch.equal(*outputs)
