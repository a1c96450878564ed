"""A detector that finds drawn cells exactly, and takes a network's time if it shall."""

import numpy as np
import torch
from detectors import detect_boxes
from harness import DEVICE
from scipy.ndimage import find_objects

from mmcsam.inference.backends import Detection
from mmcsam.inference.backends.pytorch import PyTorchBackend


class ExactDetector:
    """Finds the cells of :func:`slide.draw_slide`, however close they lie.

    Args:
        network: A network to run on each window too, with as many cells to segment; what it finds
            is not used, so that its weights do not matter.
    """

    device = DEVICE

    def __init__(self, network: PyTorchBackend | None = None) -> None:
        self.network = network
        if network is not None:
            self.fixed = detect_boxes(network.model, torch.zeros(0, 4))

    def detect(self, data: dict, area: float = 1.0) -> tuple[list[Detection], bool]:
        """Find the cells of a window, as :meth:`PyTorchBackend.detect`."""
        _, green, red = data["inputs"].numpy().astype(np.int32)
        labels = red + 256 * green
        found, boxes = [], []
        for number, place in enumerate(find_objects(labels), start=1):
            if place is not None:
                rows, columns = place
                found.append(Detection(labels[place] == number, columns.start, rows.start, 0.9, 0))
                boxes.append((columns.start, rows.start, columns.stop, rows.stop))
        if self.network is not None:
            self.fixed.boxes = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
            self.network.detect(data, area)
        return found, False
