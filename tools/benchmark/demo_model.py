"""The demo's detector as a packed model, with random weights."""

from pathlib import Path

import torch
from detectors import CONFIGS
from mmdet.registry import MODELS
from mmengine.config import ConfigDict

from mmcsam.inference.model.model_files import card_of_config
from mmcsam.inference.model.packed_model import write_packed_model

NETWORK = (320, 240)  # the input of configs/csam_demo.py
CELL_WIDTH = 50.0  # of its cells there, in pixels


def pack_demo(path: Path, proposals: int | None = None) -> Path:
    """Pack the detector of configs/csam_demo.py.

    Args:
        path: The file.
        proposals: Of the region proposal network, no more than these; None keeps the config's.
    """
    card = card_of_config(CONFIGS / "csam_demo.py", cell_width=CELL_WIDTH)
    if proposals is not None:
        card.model["test_cfg"]["rpn"]["max_per_img"] = proposals
    torch.manual_seed(0)
    weights = MODELS.build(ConfigDict(card.model)).state_dict()
    weights["roi_head.bbox_head.fc_cls.bias"] += torch.tensor([3.0, 0.0])  # all are sure cells
    return write_packed_model(path, card, weights)
