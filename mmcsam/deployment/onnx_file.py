"""A detector as an ONNX file."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mmcsam.inference.model.model_card import CARD_KEY, PRECISION_KEY, WEIGHTS_KEY, ModelCard

from .graph import DetectorGraph

OPSET = 17  # ONNX 1.12 of 2022; RoiAlign needs 16
_INPUTS = ("image", "area", "lowest_score")
_OUTPUTS = ("boxes", "scores", "labels", "masks")
_DYNAMIC = {"image": {0: "height", 1: "width"}, **{name: {0: "objects"} for name in _OUTPUTS}}


def example_inputs() -> tuple[torch.Tensor, ...]:
    """Return inputs to trace a :class:`DetectorGraph` with: an image in which anything may be."""
    image = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (256, 320, 3), np.uint8))
    return image, torch.tensor(1.0), torch.tensor(0.0)


def trace_onnx(graph: DetectorGraph, path: Path, fold: bool = True) -> Any:
    """Trace a detector into an ONNX graph.

    Args:
        graph: The detector, with :class:`OnnxOperators`.
        path: File to write on the way.
        fold: Compute once what depends on weights alone. Without it each weight of the graph is
            one of the detector's, under its name in ``graph``.

    Returns:
        onnx.ModelProto: The graph with its weights.

    Raises:
        ImportError: If ``onnx`` is not installed.
    """
    onnx = import_onnx()
    mode = torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE
    with warnings.catch_warnings(), torch.no_grad():
        # The tracer warns of each shape that becomes a number, and those are meant to.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph.eval(),
            example_inputs(),
            str(path),
            # The newer exporter cannot trace detectors: https://github.com/pytorch/vision/issues/9306
            dynamo=False,
            opset_version=OPSET,
            input_names=list(_INPUTS),
            output_names=list(_OUTPUTS),
            dynamic_axes=_DYNAMIC,
            do_constant_folding=fold,
            training=mode,
        )
    traced = onnx.load(path)
    onnx.checker.check_model(traced)
    return traced


def write_onnx(
    graph: Any, path: Path, card: ModelCard, precision: str, weights: str | None = None
) -> None:
    """Write an ONNX graph with its card.

    Args:
        graph: The graph.
        path: The file.
        card: Of the model, which travels along.
        precision: ``fp32``, ``fp16`` or ``int8``, for those who read it.
        weights: SHA-256 of the packed model that holds the weights; None if the graph does.

    Raises:
        OSError: If it cannot be written.
    """
    onnx = import_onnx()
    notes = {CARD_KEY: card.to_json(), PRECISION_KEY: precision}
    if weights is not None:
        notes[WEIGHTS_KEY] = weights
    onnx.helper.set_model_props(graph, notes)
    graph.doc_string = f"{card.name}: {card.description}"
    onnx.save(graph, path)


def import_onnx() -> Any:
    """Return the ``onnx`` package.

    Raises:
        ImportError: If it is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise ImportError(
            'to export a model takes onnx: pip install "mmcsam[export]"', name="onnx"
        ) from error
    return onnx
