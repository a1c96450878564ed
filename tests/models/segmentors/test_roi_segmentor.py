import math

import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmengine.structures import PixelData

TINY_UNET = {"type": "UNet", "base_channels": 4, "depth": 2}


@pytest.fixture
def segmentor():
    def build(**settings):
        model = MODELS.build({"type": "RoISegmentor", "segmentor": TINY_UNET, **settings})
        model.init_weights()
        return model

    return build


@pytest.fixture
def samples():
    """Two 16x16 targets, the left half and the upper quarter."""
    targets = torch.zeros(2, 1, 16, 16, dtype=torch.uint8)
    targets[0, ..., :8] = 1
    targets[1, :, :4] = 1
    made = [DetDataSample() for _ in targets]
    for sample, target in zip(made, targets, strict=True):
        sample.gt_sem_seg = PixelData(sem_seg=target)
    return made


def constant(model, logit):
    """Make the model answer one logit everywhere."""
    torch.nn.init.zeros_(model.segmentor.classifier.weight)
    torch.nn.init.constant_(model.segmentor.classifier.bias, logit)
    return model


def test_tensor(segmentor):
    model, crops = segmentor(), torch.randn(2, 3, 16, 16)
    logits = model.eval()(crops)
    assert logits.shape == (2, 1, 16, 16)
    assert torch.equal(logits, model.segmentor(crops))


def test_hand_computed_losses(segmentor, samples):
    """Logit 0 costs log 2 a pixel; its Dice with half a crop is (2 * 64 + 1) / (128 + 128 + 1)."""
    losses = constant(segmentor(), 0.0)(torch.randn(2, 3, 16, 16), samples, mode="loss")
    assert set(losses) == {"loss_ce", "loss_dice"}
    assert losses["loss_ce"].item() == pytest.approx(math.log(2))
    dice = [(2 * 64 + 1) / (128 + 128 + 1), (2 * 32 + 1) / (128 + 64 + 1)]
    assert losses["loss_dice"].item() == pytest.approx(1 - sum(dice) / 2)


def test_neighbours_are_no_target(segmentor, samples):
    """Label 2, of other cells, weighs as the background does."""
    model, crops = segmentor().eval(), torch.randn(2, 3, 16, 16)
    expected = model(crops, samples, mode="loss")
    for sample in samples:
        labels = sample.gt_sem_seg.sem_seg
        labels[..., 8:, 8:] = 2
    losses = model(crops, samples, mode="loss")
    assert {k: v.item() for k, v in losses.items()} == {k: v.item() for k, v in expected.items()}


def test_losses_at_a_seed(segmentor, samples):
    losses = segmentor()(torch.randn(2, 3, 16, 16), samples, mode="loss")
    assert losses["loss_ce"].item() == pytest.approx(0.681188, rel=1e-3)
    assert losses["loss_dice"].item() == pytest.approx(0.609223, rel=1e-3)
    sum(losses.values()).backward()


def test_several_channels_train_the_foreground(segmentor, samples):
    """Background first: logits (1, 2, 2) are the foreground's ln(2 e^2) - 1."""
    model = segmentor(segmentor={**TINY_UNET, "out_channels": 3})
    torch.nn.init.zeros_(model.segmentor.classifier.weight)
    model.segmentor.classifier.bias.data = torch.tensor([1.0, 2.0, 2.0])
    losses = model(torch.randn(2, 3, 16, 16), samples, mode="loss")
    one = constant(segmentor(), math.log(2 * math.e**2) - 1)
    expected = one(torch.randn(2, 3, 16, 16), samples, mode="loss")
    assert {k: v.item() for k, v in losses.items()} == pytest.approx(
        {k: v.item() for k, v in expected.items()}
    )


def test_other_losses(segmentor, samples):
    bce = {"loss_bce": {"type": "CrossEntropyLoss", "use_sigmoid": True, "loss_weight": 3.0}}
    model = constant(segmentor(losses=bce), 0.0)
    losses = model(torch.randn(2, 3, 16, 16), samples, mode="loss")
    assert list(losses) == ["loss_bce"]
    assert losses["loss_bce"].item() == pytest.approx(3 * math.log(2))


@pytest.mark.parametrize(("logit", "label"), [(0.1, 1), (-0.1, 0)])
def test_predict(segmentor, samples, logit, label):
    model = constant(segmentor(), logit).eval()
    predicted = model(torch.randn(2, 3, 16, 16), samples, mode="predict")
    assert len(predicted) == 2
    for sample in predicted:
        mask = sample.pred_sem_seg.sem_seg
        assert mask.dtype == torch.uint8
        assert torch.equal(mask, torch.full((1, 16, 16), label, dtype=torch.uint8))
        assert "gt_sem_seg" in sample  # the metric compares both


def test_learns_one_crop(segmentor, samples):
    model = segmentor()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    crops = torch.stack([sample.gt_sem_seg.sem_seg.float().expand(3, 16, 16) for sample in samples])
    for _ in range(30):
        losses = model(crops, samples, mode="loss")
        optimiser.zero_grad()
        sum(losses.values()).backward()
        optimiser.step()
    predicted = torch.stack([s.pred_sem_seg.sem_seg for s in model(crops, samples, mode="predict")])
    truth = torch.stack([sample.gt_sem_seg.sem_seg for sample in samples])
    assert (predicted == truth).float().mean() > 0.95


def test_preprocessor_normalises(segmentor, samples):
    """As a Runner calls it: BGR uint8 crops in, losses out."""
    model = segmentor(
        data_preprocessor={
            "type": "DetDataPreprocessor",
            "mean": [1, 2, 3],
            "std": [2, 2, 2],
            "bgr_to_rgb": True,
        }
    )
    crop = torch.tensor([7, 6, 5], dtype=torch.uint8).view(3, 1, 1).expand(3, 16, 16)
    data = model.data_preprocessor({"inputs": [crop, crop], "data_samples": samples}, True)
    assert data["inputs"][0, :, 0, 0].tolist() == [2, 2, 2]
    assert set(model(**data, mode="loss")) == {"loss_ce", "loss_dice"}


def test_bad_mode(segmentor):
    with pytest.raises(ValueError, match="'tensor', 'loss' or 'predict', got 'train'"):
        segmentor()(torch.randn(1, 3, 16, 16), mode="train")
