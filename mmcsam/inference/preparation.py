"""From pixels to the network's input, by the steps of the model's own test pipeline."""

from collections.abc import Sequence

import numpy as np
from mmcv.transforms import Compose
from mmdet.registry import TRANSFORMS

import mmcsam.components  # noqa: F401, registers transforms

from .pipeline_steps import PipelineSteps


class Preparation:
    """Prepare images in memory as a config's test pipeline prepares files.

    Args:
        steps: The pipeline.
    """

    def __init__(self, steps: PipelineSteps) -> None:
        self.steps = steps
        self._as_in_test = _compose(steps.steps)
        self._at_factor: tuple[float, Compose] | None = None

    def __call__(self, pixels: np.ndarray, factor: float | None = None) -> dict:
        """Prepare an image, or a window of one.

        Args:
            pixels: (h, w, 3) uint8, blue first, as MMDetection reads files.
            factor: Network pixels an image pixel; None leaves it to the pipeline, as in a test.

        Returns:
            dict: ``inputs`` and ``data_samples`` of one image.
        """
        shape = pixels.shape[:2]
        item = {"img": pixels, "img_shape": shape, "ori_shape": shape, "img_id": 0, "img_path": ""}
        if factor is None:
            return self._as_in_test(item)
        if self._at_factor is None or self._at_factor[0] != factor:
            self._at_factor = factor, _compose(self.steps.at_factor(factor))
        return self._at_factor[1](item)


def _compose(steps: Sequence[dict]) -> Compose:
    # From MMDetection's registry, whichever is the default at the moment.
    return Compose([TRANSFORMS.build(step) for step in steps])
