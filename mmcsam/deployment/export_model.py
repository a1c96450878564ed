"""Write a packed model for programs without MMDetection."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mmcsam.inference.model.detector import build_detector
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
from .sample_picture import read_sample_picture
from .torchscript_file import trace_torchscript, write_torchscript

_GRAPHS = ("onnx", "openvino")
# Folders with a program and what describes it.
_FOLDERS: dict[str, Callable[..., Path]] = {
    "instanseg": write_instanseg,
    "bioimageio": write_bioimageio,
}
FORMATS = (*_GRAPHS, "torchscript", *_FOLDERS)
PRECISIONS = ("fp32", "fp16", "int8")


def export_model(
    model: str | Path,
    to: str,
    out: str | Path,
    precision: str = "fp32",
    overwrite: bool = False,
    *,
    pixel_size: float | None = None,
    authors: Sequence[str] = (),
    test_image: str | Path | None = None,
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
        pixel_size: Micrometres a pixel of the network's input, for ``instanseg`` and
            ``bioimageio``; None takes the card's.
        authors: Names, for these two; bioimage.io asks for one at least.
        test_image: Image that goes along with ``bioimageio`` for a test; None draws a smear.

    Returns:
        Path: The file; that of the first three forms may be given to :class:`Segmenter`.

    Raises:
        ImportError: If a package that writes the format is not installed.
        OSError: If a file cannot be read or written.
        ValueError: If the model is damaged or cannot be exported, or format or precision are
            unknown or do not go together, or one of the last three arguments is out of range or
            goes with another format.
    """
    if to not in FORMATS or precision not in PRECISIONS:
        raise ValueError(
            f"cannot export to {to} in {precision}, expected one of {', '.join(FORMATS)} and of "
            f"{', '.join(PRECISIONS)}"
        )
    if to not in _GRAPHS and precision != "fp32":
        raise ValueError(f"TorchScript is written in fp32 alone, not in {precision}; leave it out")
    _require_described(to, pixel_size, authors, test_image)
    if Path(model).suffix != SUFFIX:
        raise ValueError(
            f"{model}: expected a packed model, {SUFFIX}; pack a config and its checkpoint by "
            "`python -m mmcsam pack`"
        )
    card, weights = read_packed_model(model)
    known: dict[str, Any] = {"pixel_size": pixel_size}
    if authors:
        known["authors"] = tuple(authors)
    if test_image is not None:
        known["picture"] = read_sample_picture(test_image, card)
    detector = build_detector(card, weights, str(model))
    require_exportable(detector, str(model))
    _require_packages(to)
    halves = to == "onnx" and precision == "fp16"
    if not halves:  # some folded weights are too small for 16 bits
        fold_batch_norms(detector)
    stem = Path(model).stem
    read = [model] if test_image is None else [model, test_image]
    with staged(out, OutputGuard(out, read, overwrite)) as stage:
        if to in _FOLDERS:
            file = _FOLDERS[to](detector, card, stage, **known)
        elif to == "torchscript":
            file = stage / f"{stem}.torchscript"
            write_torchscript(trace_torchscript(detector), file, card)
        else:
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


def _require_described(
    to: str, pixel_size: float | None, authors: Sequence[str], test_image: str | Path | None
) -> None:
    """Check what only some formats take."""
    for option, given, takers in (
        ("--pixel-size", pixel_size is not None, tuple(_FOLDERS)),
        ("--author", bool(authors), tuple(_FOLDERS)),
        ("--test-image", test_image is not None, ("bioimageio",)),
    ):
        if given and to not in takers:
            raise ValueError(
                f"{option} does not go with {to}, expected it with {' or '.join(takers)} alone; "
                "leave it out"
            )
    if pixel_size is not None and not 0 < pixel_size < float("inf"):
        raise ValueError(f"--pixel-size is {pixel_size:g}, expected micrometres, a number above 0")


def _require_packages(to: str) -> None:
    """Say what is missing before anything is written."""
    if to in _GRAPHS:
        import_onnx()
    if to == "openvino":
        import_openvino()
