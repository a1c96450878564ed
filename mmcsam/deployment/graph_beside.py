"""An ONNX file that takes its weights from the packed model beside it."""

import json
import struct
from pathlib import Path
from typing import Any

from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.packed_model import file_sha256, read_packed_model
from mmcsam.jobs.whole_file import whole_file

from .exportable import require_exportable
from .graph import DetectorGraph
from .half_weights import cast_to_float
from .onnx_file import import_onnx, trace_onnx, write_onnx
from .operators import OnnxOperators

_HEADER = 8  # bytes of the header's length, see https://github.com/huggingface/safetensors


def write_graph_beside(model: str | Path) -> Path:
    """Write a packed model's network as ONNX without weights: they are read from the packed model.

    ONNX lets a tensor lie at a place in another file, and a packed model is such a file: so one
    copy of the weights does for PyTorch and for ONNX Runtime, which :class:`Segmenter` then takes
    where there is no GPU.

    Args:
        model: The packed model.

    Returns:
        Path: The ONNX file, of the same name.

    Raises:
        ImportError: If ``onnx`` is not installed.
        OSError: If a file cannot be read or written.
        ValueError: If the model is damaged or cannot be exported.
    """
    onnx = import_onnx()
    model = Path(model)
    card, weights = read_packed_model(model)
    # With its batch norms: folded weights are not those of the file.
    detector = build_detector(card, weights, str(model))
    require_exportable(detector, str(model))
    named = {id(value): name for name, value in detector.state_dict(keep_vars=True).items()}
    network = DetectorGraph(detector, OnnxOperators())
    origins = {
        name: named[id(value)]
        for name, value in network.state_dict(keep_vars=True).items()
        if id(value) in named
    }
    places = _places(model)
    with whole_file(model.with_suffix(".onnx")) as part:
        traced = trace_onnx(network, part, fold=False)
        casts = []
        for weight in traced.graph.initializer:
            if weight.name in origins:
                place = places[origins[weight.name]]
                if place["dtype"] == "F16":
                    casts.append(cast_to_float(weight))
                    weight.data_type = onnx.TensorProto.FLOAT16
                _point_to(weight, model.name, place, onnx)
        for number, node in enumerate(casts):
            traced.graph.node.insert(number, node)
        write_onnx(traced, part, card, "fp32", file_sha256(model))
    return model.with_suffix(".onnx")


def _places(packed: Path) -> dict[str, Any]:
    """Return type, shape and bytes of each tensor of a safetensors file."""
    with open(packed, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(_HEADER))
        places = json.loads(file.read(length))
    for name, place in places.items():
        if name != "__metadata__":
            begin, end = place["data_offsets"]
            place["begin"], place["length"] = _HEADER + length + begin, end - begin
    return places


def _point_to(weight: Any, file: str, place: dict, onnx: Any) -> None:
    """Let a tensor of a graph lie in another file."""
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (
        ("location", file),
        ("offset", place["begin"]),
        ("length", place["length"]),
    ):
        entry = weight.external_data.add()
        entry.key, entry.value = key, str(value)
