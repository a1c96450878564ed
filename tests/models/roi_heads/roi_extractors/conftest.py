import pytest
import torch
from mmdet.registry import MODELS


@pytest.fixture
def extractor():
    def build(**settings):
        return MODELS.build(
            {
                "type": "MultiScaleRoIExtractor",
                "roi_layer": {"type": "RoIAlign", "sampling_ratio": 2},
                "out_channels": 8,
                "output_sizes": (16, 8, 4),
                **settings,
            }
        )

    return build


@pytest.fixture
def pyramid():
    return tuple(torch.randn(2, 8, 96 // stride, 128 // stride) for stride in (4, 8, 16))
