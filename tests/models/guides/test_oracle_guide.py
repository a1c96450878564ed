import sys
import types

import pytest
import torch
from mmdet.registry import MODELS
from torch import nn

from mmcsam.models import CSAM
from mmcsam.models.roi_heads.mask_heads import foreign_weights


@pytest.fixture
def library(monkeypatch):
    """A library called ``segnet`` with a model of one convolution."""
    module = types.ModuleType("segnet")
    module.Net = lambda width: nn.Conv2d(3, width, 1)
    monkeypatch.setitem(sys.modules, "segnet", module)


def segmentor(model, **settings):
    return {"type": "LibrarySegmentor", "model": model, **settings}


def test_model_of_another_library(library):
    guide = MODELS.build({"type": "UNetGuide", "segmentor": segmentor("segnet.Net", width=1)})
    rois = torch.tensor([[0, 1.0, 1, 9, 9]])
    assert guide(torch.randn(1, 3, 16, 16), rois).shape == (1, 1, 128, 128)
    assert MODELS.build(segmentor("segnet.Net", width=3)).model.out_channels == 3


def test_library_that_is_not_there():
    with pytest.raises(ImportError, match="needs no_such_library: install it"):
        MODELS.build(segmentor("no_such_library.Net"))


@pytest.mark.parametrize("model", ["segnet.Nett", "Net"])
def test_model_that_is_not_there(library, model):
    with pytest.raises(ValueError, match=f"'{model}' is not in "):
        MODELS.build(segmentor(model))


@pytest.mark.parametrize(
    ("model", "settings"),
    [
        (
            "segmentation_models_pytorch.Unet",
            {"encoder_name": "resnet18", "encoder_weights": None, "classes": 1},
        ),
        (
            "monai.networks.nets.BasicUNet",
            {"spatial_dims": 2, "in_channels": 3, "out_channels": 1},
        ),
    ],
)
def test_real_libraries(model, settings):
    pytest.importorskip(model.partition(".")[0], exc_type=ImportError)
    built = MODELS.build(segmentor(model, **settings)).eval()
    assert built(torch.randn(2, 3, 64, 64)).shape == (2, 1, 64, 64)


def attention(**settings):
    torch.manual_seed(0)
    return CSAM(in_channels=8, kernel_size=3, **settings)


@pytest.fixture
def guided():
    return torch.randn(4, 8, 6, 6)


def plain_attention_map(csam, guided, guide):
    """The module as the paper draws it, with both poolings of the guided features."""
    from mmcsam.models.layers.csam import max_and_average

    size = guided.shape[-2:]
    guided_map = csam.guided_attention(max_and_average(guided, size))
    guide_map = csam.guide_attention(max_and_average(csam.guide_conv(guide), size))
    return torch.sigmoid(csam.attention(torch.cat([guided_map, guide_map], dim=1)))


def test_folded_pooling_is_exact(guided):
    csam, guide = attention(), torch.rand(4, 1, 12, 12)
    plain = plain_attention_map(csam, guided, guide)
    folded = csam.attention_map(guided, guide)
    torch.testing.assert_close(folded, plain, atol=1e-6, rtol=0)
    parameters = list(csam.parameters())
    for a, b in zip(
        torch.autograd.grad(folded.square().sum(), parameters),
        torch.autograd.grad(plain.square().sum(), parameters),
        strict=True,
    ):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_residual(guided):
    csam, guide = attention(integration="residual"), torch.rand(4, 1, 6, 6)
    expected = guided * (1 + csam.attention_map(guided, guide))
    torch.testing.assert_close(csam(guided, guide), expected)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("probability", [0.0, 0.5, 0.6, 1.0]),
        ("logit", [-9.21024, 0.0, 0.405465, 9.21024]),
        ("binary", [0.0, 0.0, 1.0, 1.0]),
    ],
)
def test_values_of_the_guide(guided, value, seen):
    csam, inputs = attention(guide_value=value), []
    csam.guide_conv.register_forward_pre_hook(lambda _, x: inputs.append(x[0]))
    csam(guided, torch.tensor([0.0, 0.5, 0.6, 1.0]).view(4, 1, 1, 1).expand(4, 1, 6, 6))
    torch.testing.assert_close(inputs[0][:, 0, 0, 0], torch.tensor(seen), atol=1e-3, rtol=0)


def test_guide_dropout(guided):
    csam, guide = attention(guide_dropout=0.5), torch.rand(400, 1, 6, 6)
    guided, inputs = guided[:1].expand(400, 8, 6, 6), []
    csam.guide_conv.register_forward_pre_hook(lambda _, x: inputs.append(x[0]))
    csam(guided, guide)
    dropped = (inputs[0] == 0.5).all(dim=(1, 2, 3))
    assert 150 < dropped.sum() < 250
    assert torch.equal(inputs[0][~dropped], guide[~dropped])
    csam.eval()(guided, guide)
    assert torch.equal(inputs[1], guide)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"integration": "add"}, "integration must be one of multiply, residual, got 'add'"),
        ({"guide_value": "mask"}, "guide_value must be one of probability, logit, binary, got"),
        ({"guide_channels": 0}, "guide_channels must be 1 or more, got 0"),
        ({"guide_dropout": 1.5}, r"guide_dropout must be in \[0, 1\], got 1.5"),
    ],
)
def test_options_checked(settings, message):
    with pytest.raises(ValueError, match=message):
        CSAM(**settings)


def test_oracle_needs_ground_truth():
    guide = MODELS.build({"type": "OracleGuide"})
    with pytest.raises(ValueError, match="OracleGuide needs the ground-truth masks"):
        guide(torch.zeros(1, 3, 16, 16), torch.tensor([[0, 1.0, 1, 9, 9]]))


def test_heads_of_different_classes(detector_cfg):
    detector_cfg.roi_head.mask_head.num_classes = 2
    with pytest.raises(ValueError, match="bbox_head 1, mask_head 2"):
        MODELS.build(detector_cfg)


def test_weights_of_the_standard_head(monkeypatch):
    """A COCO checkpoint gives convs.1 to convs.3 and upsample."""
    from mmdet.models.roi_heads.mask_heads import FCNMaskHead
    from mmengine.runner.checkpoint import load_state_dict

    stock = FCNMaskHead(num_classes=80)
    head = MODELS.build(
        {
            "type": "CSAMMaskHead",
            "fusion": {"type": "MultiScaleFusion"},
            "csam": {"type": "CSAM"},
            "num_classes": 1,
        }
    )
    messages = []
    monkeypatch.setattr(foreign_weights, "print_log", lambda text, logger: messages.append(text))
    load_state_dict(head, stock.state_dict(), strict=False, logger="silent")
    (message,) = messages
    taken, others = message.split("; not in it, or of another shape: ")
    assert taken.endswith(
        "taken from the checkpoint: convs.0.conv.bias, convs.1.conv.weight, convs.1.conv.bias, "
        "convs.2.conv.weight, convs.2.conv.bias, convs.3.conv.weight, convs.3.conv.bias, "
        "upsample.weight, upsample.bias"
    )
    assert "convs.0.conv.weight" in others
    for name in ("convs.1.conv", "convs.2.conv", "convs.3.conv", "upsample"):
        for kind in ("weight", "bias"):
            key = f"{name}.{kind}"
            assert torch.equal(head.state_dict()[key], stock.state_dict()[key])
