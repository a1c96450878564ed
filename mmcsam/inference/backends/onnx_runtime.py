"""Run an exported detector in ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.inference.model.model_card import CARD_KEY, WEIGHTS_KEY
from mmcsam.inference.model.packed_model import file_sha256
from mmcsam.jobs.problem import UnusableFileError

from .exported import ExportedBackend, Outputs


class OnnxRuntimeBackend(ExportedBackend):
    """A detector in an ONNX file, run by `ONNX Runtime <https://onnxruntime.ai>`_.

    Arguments and errors are those of :class:`ExportedBackend`.
    """

    name = "onnx"

    def require_weights(self, packed: Path) -> None:
        """Check that the weights of a file without any are those that it was written for.

        Args:
            packed: The packed model beside it, which holds them.

        Raises:
            UnusableFileError: If they are another model's.
        """
        notes = self._session.get_modelmeta().custom_metadata_map
        if notes.get(WEIGHTS_KEY) != file_sha256(packed):
            raise UnusableFileError(
                str(self.file),
                f"it is not the network of {packed.name} beside it",
                "the one that was written for it",
                "Remove it, or write it again",
            )

    def open(self) -> tuple[Any, str | None]:
        """Load the file, see :class:`ExportedBackend`."""
        try:
            from onnxruntime import InferenceSession, SessionOptions
        except ImportError as error:
            raise ImportError(
                f"{self.file}: ONNX Runtime is not installed, expected what runs this file; "
                'pip install "mmcsam[runtime]"'
            ) from error
        options = SessionOptions()
        options.intra_op_num_threads = self.threads
        # Threads that spin while they wait take the cores from each other on a busy machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # its warnings are about a graph that no user can change
        try:
            session = InferenceSession(self.file, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors have no other class in common
            raise UnusableFileError(
                str(self.file),
                f"ONNX Runtime cannot load it ({error})",
                "an ONNX file",
                "Export the model again",
            ) from error
        return session, session.get_modelmeta().custom_metadata_map.get(CARD_KEY)

    def run(self, session: Any, pixels: np.ndarray, area: float) -> Outputs:
        """Run the network, see :class:`ExportedBackend`."""
        inputs = {
            "image": pixels,
            "area": np.array(area, np.float32),
            "lowest_score": np.array(self.lowest_score, np.float32),
        }
        return tuple(session.run(["boxes", "scores", "labels", "masks"], inputs))
