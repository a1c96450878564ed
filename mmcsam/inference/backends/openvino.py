"""Run an exported detector in OpenVINO."""

from typing import Any

import numpy as np

from mmcsam.inference.model.model_card import CARD_KEY
from mmcsam.jobs.problem import UnusableFileError

from .exported import ExportedBackend, Outputs


class OpenVinoBackend(ExportedBackend):
    """A detector in OpenVINO's form, run by `OpenVINO <https://docs.openvino.ai>`_.

    It computes in 32 bits, whatever its weights are kept in: left to itself OpenVINO rounds to 16
    on processors that are faster so, which costs a detector some hundredths of its AP.

    Arguments and errors are those of :class:`ExportedBackend`; the file is the ``.xml``.
    """

    name = "openvino"

    def open(self) -> tuple[Any, str | None]:
        """Load the file, see :class:`ExportedBackend`."""
        try:
            from openvino import Core
        except ImportError as error:
            raise ImportError(
                f"{self.file}: OpenVINO is not installed, expected what runs this file; "
                'pip install "mmcsam[openvino]"'
            ) from error
        core = Core()
        try:
            model = core.read_model(self.file)
            settings = {"INFERENCE_NUM_THREADS": self.threads, "INFERENCE_PRECISION_HINT": "f32"}
            return core.compile_model(model, "CPU", settings), _note(model, CARD_KEY)
        except RuntimeError as error:
            raise UnusableFileError(
                str(self.file),
                f"OpenVINO cannot load it ({str(error).splitlines()[-1]})",
                "an .xml with its .bin beside it",
                "Export the model again",
            ) from error

    def run(self, session: Any, pixels: np.ndarray, area: float) -> Outputs:
        """Run the network, see :class:`ExportedBackend`."""
        numbers = (np.array(value, np.float32) for value in (area, self.lowest_score))
        found = session([pixels, *numbers])
        boxes, scores, labels, masks = (found[number] for number in range(4))
        return boxes, scores, labels, masks


def _note(model: Any, key: str) -> str | None:
    """Return a note of ours in a model."""
    return str(model.get_rt_info(key).value) if model.has_rt_info(key) else None
