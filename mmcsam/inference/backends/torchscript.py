"""Run an exported detector in PyTorch alone, without MMDetection."""

from typing import Any

import numpy as np

from mmcsam.inference.model.model_card import CARD_KEY
from mmcsam.jobs.problem import UnusableFileError

from .exported import ExportedBackend, Outputs


class TorchScriptBackend(ExportedBackend):
    """A detector as a TorchScript program, which PyTorch, libtorch and Java's bindings run.

    Unlike the other forms such a file is a program, and may read and write files
    (``torch.from_file``): take it from those whom you trust.

    Arguments and errors are those of :class:`ExportedBackend`.
    """

    name = "torchscript"

    def open(self) -> tuple[Any, str | None]:
        """Load the file, see :class:`ExportedBackend`."""
        try:
            import torch
        except ImportError as error:
            raise ImportError(
                f"{self.file}: PyTorch is not installed, expected what runs this file; "
                "pip install torch"
            ) from error
        torch.set_num_threads(self.threads)
        notes = {CARD_KEY: ""}
        try:
            session = torch.jit.load(self.file, map_location="cpu", _extra_files=notes).eval()
        except (RuntimeError, ValueError) as error:
            raise UnusableFileError(
                str(self.file),
                f"PyTorch cannot load it ({str(error).splitlines()[0]})",
                "a TorchScript file",
                "Export the model again",
            ) from error
        text = notes[CARD_KEY]
        return session, text.decode() if isinstance(text, bytes) else text or None

    def run(self, session: Any, pixels: np.ndarray, area: float) -> Outputs:
        """Run the network, see :class:`ExportedBackend`."""
        import torch

        with torch.no_grad():
            numbers = (torch.tensor(value) for value in (area, self.lowest_score))
            boxes, scores, labels, masks = session(torch.from_numpy(pixels), *numbers)
        return boxes.numpy(), scores.numpy(), labels.numpy(), masks.numpy()
