"""Write a packed model for programs without MMDetection."""

from collections.abc import Callable
from pathlib import Path

from mmdet.models.detectors import MaskRCNN

from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import SUFFIX, read_packed_model
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged
from mmcsam.ops.fold_batch_norms import fold_batch_norms

from .bioimageio import write_bioimageio
from .exportable import require_exportable
from .graph import DetectorGraph
from .half_weights import halve_weights
from .instanseg import write_instanseg
from .onnx_file import import_onnx, trace_onnx, write_onnx
from .openvino_file import import_openvino, write_openvino
from .operators import OnnxOperators
from .quantization import quantize
from .torchscript_file import trace_torchscript, write_torchscript

FORMATS = ("onnx", "openvino", "torchscript", "instanseg", "bioimageio")
PRECISIONS = ("fp32", "fp16", "int8")


def export_model(
    model: str | Path,
    to: str,
    out: str | Path,
    precision: str = "fp32",
    overwrite: bool = False,
) -> Path:
    """Write a packed model for a runtime; :class:`Segmenter` takes the file as it takes the model.

    ===========  ==================================================================
    format       files
    ===========  ==================================================================
    onnx         ``<name>.onnx``: ONNX Runtime, and whatever reads ONNX
    openvino     ``<name>.xml`` with its ``.bin``
    torchscript  ``<name>.torchscript``: PyTorch without MMDetection, libtorch
    instanseg    ``instanseg.pt``, ``rdf.yaml``: QuPath's InstanSeg extension
    bioimageio   ``labels.pt``, ``rdf.yaml``: the model format of bioimage.io
    ===========  ==================================================================

    Args:
        model: The packed model.
        to: One of the formats.
        out: Folder of the files.
        precision: ``fp32``; ``fp16`` keeps weights in 16 bits; ``int8`` computes convolutions in 8
            bits, with ranges from drawn smears.
        overwrite: Replace files that this command did not write.

    Returns:
        Path: The file; that of the first three forms may be given to :class:`Segmenter`.

    Raises:
        ImportError: If a package that writes the format is not installed.
        OSError: If a file cannot be read or written.
        ValueError: If the model is damaged or cannot be exported, or format or precision are
            unknown or do not go together.
    """
    if to not in FORMATS or precision not in PRECISIONS:
        raise ValueError(
            f"cannot export to {to} in {precision}, expected one of {', '.join(FORMATS)} and of "
            f"{', '.join(PRECISIONS)}"
        )
    if to in _PROGRAMS and precision != "fp32":
        raise ValueError(f"TorchScript is written in fp32 alone, not in {precision}; leave it out")
    if Path(model).suffix != SUFFIX:
        raise ValueError(
            f"{model}: expected a packed model, {SUFFIX}; pack a config and its checkpoint by "
            "`python -m mmcsam pack`"
        )
    card, weights = read_packed_model(model)
    detector = build_detector(card, weights, str(model))
    require_exportable(detector, str(model))
    _require_packages(to)
    halves = to == "onnx" and precision == "fp16"
    if not halves:  # some folded weights are too small for 16 bits
        fold_batch_norms(detector)
    stem = Path(model).stem
    with staged(out, OutputGuard(out, [model], overwrite)) as stage:
        if to in _PROGRAMS:
            return Path(out) / _PROGRAMS[to](detector, card, stage, stem).name
        file = stage / f"{stem}.onnx"
        graph = trace_onnx(DetectorGraph(detector, OnnxOperators()), file, not halves)
        if precision == "int8":
            graph = quantize(graph, card)
        elif halves:
            halve_weights(graph)
        write_onnx(graph, file, card, precision)
        if to == "openvino":
            onnx_file, file = file, stage / f"{stem}.xml"
            write_openvino(onnx_file, file, card, precision)
            onnx_file.unlink()
    return Path(out) / file.name


def _torchscript(detector: MaskRCNN, card: ModelCard, folder: Path, stem: str) -> Path:
    write_torchscript(trace_torchscript(detector), folder / f"{stem}.torchscript", card)
    return folder / f"{stem}.torchscript"


# What is a program of PyTorch's.
_PROGRAMS: dict[str, Callable[[MaskRCNN, ModelCard, Path, str], Path]] = {
    "torchscript": _torchscript,
    "instanseg": lambda detector, card, folder, _: write_instanseg(detector, card, folder),
    "bioimageio": lambda detector, card, folder, _: write_bioimageio(detector, card, folder),
}


def _require_packages(to: str) -> None:
    """Say what is missing before anything is written."""
    if to not in _PROGRAMS:
        import_onnx()
    if to == "openvino":
        import_openvino()
