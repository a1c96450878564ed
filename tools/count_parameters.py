"""Count the parameters of the models in the paper's Table 1, beside the paper's figures.

python tools/count_parameters.py --json parameters.json
"""

import argparse
import json
from pathlib import Path

CONFIGS = Path(__file__).parents[1] / "configs"
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
    from mmengine.config import Config

    if model == "Mask RCNN":
        text = "_base_ = 'mmdet::_base_/models/mask-rcnn_r50_fpn.py'"
        config = Config.fromstring(text, ".py").model
        config.roi_head.bbox_head.num_classes = config.roi_head.mask_head.num_classes = 1
    else:
        config = Config.fromfile(CONFIGS / "_base_/csam_mask_rcnn_r50_fpn.py").model
        if not model.endswith("+CSAM"):
            config.guide = config.roi_head.mask_head.csam = None
    config.backbone.update(BACKBONES[backbone])
    return config


def count(model: str, backbone: str) -> dict[str, int]:
    """Build a model without memory for its weights and count its parameters.

    Returns:
        dict: ``all``, ``comparable`` and ``with_guide``, see NOTE.
    """
    import torch
    from mmdet.registry import MODELS
    from mmengine.registry import init_default_scope
    from torch.nn.modules.batchnorm import _BatchNorm

    import mmcsam  # noqa: F401

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


def table() -> list[dict]:
    """Return the rows of Table 1, the paper's figure and ours."""
    rows = []
    for (model, backbone), paper in PAPER.items():
        counts = count(model, backbone)
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


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args(argv)


def main():
    args = parse_args()
    rows = table()
    print(
        f"{'model':21}{'backbone':12}{'paper':>8}{'comparable':>14}{'difference':>12}"
        f"{'all':>14}{'with guide':>14}"
    )
    for row in rows:
        paper = PAPER[row["model"], row["backbone"]] + "M"
        print(
            f"{row['model']:21}{row['backbone']:12}{paper:>8}{row['comparable']:14,}"
            f"{row['difference_millions']:+11.3f}M{row['all']:14,}{row['with_guide']:14,}"
        )
    print(f"\n{NOTE}")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
