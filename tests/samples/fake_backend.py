"""A packed model that is small, and a backend that finds bright discs exactly."""

from pathlib import Path

import cv2
import numpy as np
import torch
from mmdet.registry import MODELS
from mmengine.config import Config, ConfigDict
from mmengine.registry import init_default_scope
from repository import ROOT

import mmcsam.components  # noqa: F401, registers the components
from mmcsam.inference.backends import Detection
from mmcsam.inference.model.known_types import without_start
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import write_packed_model

AS_IT_IS = [
    {"type": "Resize", "scale_factor": 1.0, "keep_ratio": True},
    {"type": "PackDetInputs", "meta_keys": ["img_shape", "ori_shape", "scale_factor"]},
]


def pack_tiny_model(path: Path, pipeline=AS_IT_IS, **known) -> Path:
    """Pack a detector with random weights."""
    model = without_start(Config.fromfile(ROOT / "tests/samples/tiny_detector.py").model.to_dict())
    init_default_scope("mmdet")
    card = ModelCard("tiny", ("cell",), model, list(pipeline), **known)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        weights = MODELS.build(ConfigDict(model)).state_dict()
    return write_packed_model(path, card, weights)


class FakeBackend:
    """Finds every connected region of bright pixels, as large as it is in the window.

    Attributes:
        windows: Shapes of the network's inputs so far.
    """

    name = "fake"

    def __init__(self, score=0.9):
        self.windows = []
        self.score = score

    def set_threads(self, count):
        before = torch.get_num_threads()
        torch.set_num_threads(count)
        return before

    def to(self, device):
        pass

    def detect(self, data, area=1.0):
        inputs = data["inputs"].numpy()
        self.windows.append(inputs.shape[1:])
        factor = data["data_samples"].scale_factor[0]
        bright = (inputs[0] > 127).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(bright)
        found = []
        for number in range(1, count):
            x, y, width, height = stats[number, :4].tolist()
            crop = labels[y : y + height, x : x + width] == number
            left, top = round(x / factor), round(y / factor)
            if factor != 1:
                size = [round(side / factor) for side in crop.shape[::-1]]
                crop = cv2.resize(crop.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
            found.append(Detection(crop, left, top, self.score, 0))
        return found, False


def draw_discs(width, height, count, seed=0):
    """Return a grey image of bright discs that do not touch, and how many there are."""
    rng = np.random.default_rng(seed)
    image = np.zeros((height, width), np.uint8)
    taken = np.zeros((height, width), np.uint8)
    drawn = 0
    while drawn < count:
        x, y = int(rng.integers(width)), int(rng.integers(height))
        radius = int(rng.integers(6, 30))
        disc = cv2.circle(np.zeros_like(image), (x, y), radius, 1, -1)
        if not (taken & disc).any():
            image[disc > 0] = 255
            taken |= cv2.circle(np.zeros_like(image), (x, y), radius + 3, 1, -1)
            drawn += 1
    return image
