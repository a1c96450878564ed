"""Parameters of the models in the paper's Table 1, beside the paper's figures."""

import torch
from mmdet.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope
from tabulate import tabulate
from torch.nn.modules.batchnorm import _BatchNorm

from .config_files import config_folder

RESNEXT = dict(type="ResNeXt", depth=101, groups=32, base_width=8)
BACKBONES = {"ResNet50": {}, "ResNeXt101": RESNEXT}
# Of the paper's Table 1, in millions. Its rows "+Augmentation" have the same models.
PAPER = {
    ("Mask RCNN", "ResNet50"): "43.9",
    ("Mask RCNN", "ResNeXt101"): "107",
    ("Mask RCNN+MSFL", "ResNet50"): "44.4",
    ("Mask RCNN+MSFL+CSAM", "ResNet50"): "44.5",
    ("Mask RCNN+MSFL", "ResNeXt101"): "107.5",
    ("Mask RCNN+MSFL+CSAM", "ResNeXt101"): "107.6",
}
NOTE = """\
all:        every parameter of the detector, the frozen ones too.
comparable: without the batch norms' weights and biases in the backbone: torchvision, whose layout
            the paper's totals fit, freezes them as buffers and does not count them. Its heads have
            a background class too, 4,357 parameters more than here.
difference: comparable less the paper's figure, in millions; the paper rounds to 0.1 or 1 million.
with guide: all, and the U-Net, which the paper leaves out: it is trained apart and frozen."""


def model_config(model: str, backbone: str) -> dict:
    """Return the config of a model of Table 1."""
    if model == "Mask RCNN":
        text = "_base_ = 'mmdet::_base_/models/mask-rcnn_r50_fpn.py'"
        config = Config.fromstring(text, ".py").model
        config.roi_head.bbox_head.num_classes = config.roi_head.mask_head.num_classes = 1
    else:
        config = Config.fromfile(config_folder() / "_base_/csam_mask_rcnn_r50_fpn.py").model
        if not model.endswith("+CSAM"):
            config.guide = config.roi_head.mask_head.csam = None
    config.backbone.update(BACKBONES[backbone])
    return config


def count_parameters(model: str, backbone: str) -> dict[str, int]:
    """Build a model without memory for its weights and count its parameters.

    Returns:
        dict: ``all``, ``comparable`` and ``with_guide``, see NOTE.
    """
    init_default_scope("mmdet")
    with torch.device("meta"):
        detector = MODELS.build(model_config(model, backbone))

    def size(module):
        return sum(parameter.numel() for parameter in module.parameters())

    guide = getattr(detector, "guide", None)
    total = size(detector)
    own = total - (size(guide) if guide is not None else 0)
    norms = sum(size(m) for m in detector.backbone.modules() if isinstance(m, _BatchNorm))
    return {"all": own, "comparable": own - norms, "with_guide": total}


def parameter_table() -> list[dict]:
    """Return the rows of Table 1, the paper's figure and ours."""
    rows = []
    for (model, backbone), paper in PAPER.items():
        counts = count_parameters(model, backbone)
        difference = counts["comparable"] / 1e6 - float(paper)
        rows.append(
            {
                "model": model,
                "backbone": backbone,
                "paper_millions": float(paper),
                **counts,
                "difference_millions": round(difference, 3),
            }
        )
    return rows


def table_text(rows: list[dict]) -> str:
    """Return the rows of :func:`parameter_table` as text, with a note on what is counted."""
    shown = [
        (
            row["model"],
            row["backbone"],
            PAPER[row["model"], row["backbone"]] + "M",
            f"{row['comparable']:,}",
            f"{row['difference_millions']:+.3f}M",
            f"{row['all']:,}",
            f"{row['with_guide']:,}",
        )
        for row in rows
    ]
    head = ("model", "backbone", "paper", "comparable", "difference", "all", "with guide")
    align = ("left", "left", *["right"] * 5)
    table = tabulate(shown, head, "plain", colalign=align, disable_numparse=True)
    return f"{table}\n\n{NOTE}"
