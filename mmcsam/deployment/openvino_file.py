"""A detector in OpenVINO's form."""

from pathlib import Path
from typing import Any

from mmcsam.inference.model.model_card import CARD_KEY, PRECISION_KEY, ModelCard


def write_openvino(onnx_file: Path, path: Path, card: ModelCard, precision: str) -> None:
    """Write an ONNX file as OpenVINO's ``.xml`` and ``.bin``.

    Args:
        onnx_file: The exported model.
        path: The ``.xml``; the ``.bin`` comes beside it.
        card: Of the model, which travels along.
        precision: ``fp32``, ``fp16`` or ``int8``; with ``fp16`` weights are kept in 16 bits.

    Raises:
        ImportError: If OpenVINO is not installed.
        OSError: If it cannot be written.
    """
    openvino = import_openvino()
    model = openvino.convert_model(onnx_file)
    model.set_rt_info(card.to_json(), CARD_KEY)
    model.set_rt_info(precision, PRECISION_KEY)
    openvino.save_model(model, path, compress_to_fp16=precision == "fp16")


def import_openvino() -> Any:
    """Return the ``openvino`` package.

    Raises:
        ImportError: If it is not installed.
    """
    try:
        import openvino
    except ImportError as error:
        raise ImportError(
            'this format takes OpenVINO: pip install "mmcsam[openvino]"', name="openvino"
        ) from error
    return openvino
