import sys
import types

import pytest
import torch
from mmdet.registry import MODELS
from torch import nn


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
