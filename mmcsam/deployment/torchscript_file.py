"""A detector as a TorchScript program."""

import warnings
from pathlib import Path

import torch
from mmdet.models.detectors import MaskRCNN

from mmcsam.inference.model.model_card import CARD_KEY, PRECISION_KEY, ModelCard

from .graph import DetectorGraph
from .onnx_file import example_inputs
from .operators import TorchOperators


def trace_torchscript(model: MaskRCNN) -> torch.jit.ScriptModule:
    """Trace a detector into a program of PyTorch's own functions.

    Args:
        model: An exportable detector in evaluation mode.
    """
    graph = DetectorGraph(model, TorchOperators()).eval()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # as in trace_onnx
        return torch.jit.trace(graph, example_inputs(), check_trace=False)


def write_torchscript(program: torch.jit.ScriptModule, path: Path, card: ModelCard) -> None:
    """Write a program with its card.

    Raises:
        OSError: If it cannot be written.
    """
    notes = {CARD_KEY: card.to_json(), PRECISION_KEY: "fp32"}
    torch.jit.save(program, str(path), _extra_files=notes)
