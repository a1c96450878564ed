"""A detector as a TorchScript program from pixels to a label image."""

import math
from dataclasses import dataclass

import torch
from mmdet.models.detectors import MaskRCNN
from torch import Tensor, nn

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps

from .mask_drawing import draw_masks
from .torchscript_file import trace_torchscript


@dataclass(frozen=True)
class ProgramInput:
    """What a program takes, and what it leaves out.

    Attributes:
        low: Intensity that the network sees as 0.
        high: Intensity that it sees as 255.
        pixel_size: Micrometres a pixel; None if not known.
        score_threshold: Cells of lower scores are left out.
    """

    low: float
    high: float
    pixel_size: float | None
    score_threshold: float


def script_label_program(
    model: MaskRCNN, card: ModelCard, settings: ProgramInput
) -> torch.jit.ScriptModule:
    """Make a program that finds cells and draws them, of PyTorch's own functions alone.

    The form is that of `InstanSeg's programs <https://github.com/instanseg/instanseg>`_: what they
    are called with, and the attributes that their Python class reads.

    It takes images (n, 3, H, W), red first, at the scale of the training, and returns label images
    (n, 1, H, W) float32: 0 background, k the k-th cell by descending score, which has the pixels
    that it shares with lower ones. For a model of several classes it returns a tuple with the
    classes (k, 1) uint8, from 0, of the cells of the last image as well. This has two rows at
    least, since QuPath's reader of matrices stumbles over an empty one and over a single number.

    Args:
        model: An exportable detector in evaluation mode.
        card: Its card.
        settings: What the program takes.
    """
    kind = _Labels if len(card.classes) == 1 else _LabelsAndClasses
    size = PipelineSteps(card.pipeline).size_in_test()
    area = math.inf if size is None else float(size[0] * size[1])
    program = kind(trace_torchscript(model), settings, area).eval()
    return torch.jit.script(program)


class _Program(nn.Module):
    """Scripted, not traced: it draws as many cells as there are."""

    def __init__(
        self, network: torch.jit.ScriptModule, settings: ProgramInput, test_area: float
    ) -> None:
        super().__init__()
        self.network = network
        self.low = settings.low
        self.factor = 255 / (settings.high - settings.low)
        # As in PyTorchBackend: the network leaves out what is no more than this.
        self.lowest_score = settings.score_threshold
        self.test_area = test_area
        self.pixel_size = settings.pixel_size or 0.0
        self.cells_and_nuclei = False  # one label image, not two

    def find(self, x: Tensor) -> tuple[Tensor, Tensor]:
        pixels = ((x.float() - self.low) * self.factor).clamp(0, 255)
        area = max(float(x.size(2) * x.size(3)) / self.test_area, 1.0)
        numbers = torch.tensor([area, self.lowest_score], device=x.device)
        labels = torch.zeros([x.size(0), 1, x.size(2), x.size(3)], device=x.device)
        classes = torch.zeros([2, 1], dtype=torch.uint8, device=x.device)
        for image in range(x.size(0)):
            boxes, _, kinds, logits = self.network(
                pixels[image].permute(1, 2, 0), numbers[0], numbers[1]
            )
            drawn = draw_masks(labels[image, 0], boxes, logits)
            rows = max(drawn.size(0), 2)
            classes = torch.zeros([rows, 1], dtype=torch.uint8, device=x.device)
            classes[: drawn.size(0), 0] = kinds[drawn].to(torch.uint8)
        return labels, classes


# InstanSeg's programs have settings in `args` and `target_segmentation`; these have none.


class _Labels(_Program):
    def forward(
        self,
        x: Tensor,
        args: dict[str, Tensor] | None = None,
        target_segmentation: Tensor | None = None,
    ) -> Tensor:
        return self.find(x)[0]


class _LabelsAndClasses(_Program):
    def forward(
        self,
        x: Tensor,
        args: dict[str, Tensor] | None = None,
        target_segmentation: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        return self.find(x)
