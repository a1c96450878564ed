"""Choose what runs a model."""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import SUFFIX, read_card

from .detection import Backend
from .exported import ExportedBackend
from .onnx_runtime import OnnxRuntimeBackend
from .openvino import OpenVinoBackend
from .torchscript import TorchScriptBackend

EXPORTED: dict[str, type[ExportedBackend]] = {
    ".onnx": OnnxRuntimeBackend,
    ".xml": OpenVinoBackend,
    ".torchscript": TorchScriptBackend,
}
NAMES = ("pytorch", *(backend.name for backend in EXPORTED.values()))


def open_backend(
    model: Path,
    checkpoint: str | Path | None = None,
    device: str | None = None,
    name: str | None = None,
    lowest_score: float = 0.0,
) -> tuple[Backend, ModelCard]:
    """Load a model into what runs it.

    A packed model may have its network as an ONNX file beside it, of the same name: without a GPU
    that is the faster way, and the only one where PyTorch is not installed.

    Args:
        model: A packed model, what ``export-model`` wrote, or a config with ``checkpoint``.
        checkpoint: The config's checkpoint.
        device: As PyTorch names it; None takes a GPU where there is one.
        name: ``pytorch``, ``onnx``, ``openvino`` or ``torchscript``; None chooses.
        lowest_score: Objects of lower scores are not asked for.

    Raises:
        ImportError: If what runs the model is not installed.
        OSError: If a file cannot be read.
        ValueError: If the model is damaged, or cannot be run in the way that is asked for.
    """
    if name is not None and name not in NAMES:
        raise ValueError(f"backend is {name!r}, expected one of {', '.join(NAMES)}")
    exported = EXPORTED.get(model.suffix)
    if exported is not None:
        if name not in (None, exported.name):
            raise ValueError(
                f"{model}: is run by {exported.name}, not by {name}; leave the choice out"
            )
        backend = exported(model, lowest_score)
        backend.to(device)
        return backend, backend.card
    graph = model.with_suffix(".onnx")
    if model.suffix == SUFFIX and checkpoint is None and graph.is_file():
        if name == "onnx" or (name is None and device is None and _is_faster()):
            network = OnnxRuntimeBackend(graph, lowest_score)
            network.require_weights(model)
            return network, read_card(model)
    if name not in (None, "pytorch"):
        raise ValueError(
            f"{model}: cannot be run by {name}, expected an exported model; write one with "
            "`python -m mmcsam export-model`"
        )
    return _pytorch(model, checkpoint, device, lowest_score)


def _is_faster() -> bool:
    """Return whether ONNX Runtime is there and no GPU is."""
    if find_spec("onnxruntime") is None:
        return False
    try:
        if version("torch").endswith("+cpu"):  # spares the seconds of importing it
            return True
    except PackageNotFoundError:
        return True
    import torch

    return not torch.cuda.is_available()


def _pytorch(
    model: Path, checkpoint: str | Path | None, device: str | None, lowest_score: float
) -> tuple[Backend, ModelCard]:
    import mmcsam.components  # noqa: F401, says what of PyTorch and MMDetection is missing
    from mmcsam.inference.model.model_files import load_model

    from .pytorch import PyTorchBackend

    card, weights = load_model(model, checkpoint)
    return PyTorchBackend(card, weights, device, str(model), lowest_score), card
