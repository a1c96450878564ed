"""Guides that look at the batch's data samples."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mmdet.structures import DetDataSample
from mmengine.model import BaseModule


class SampleGuide(BaseModule):
    """A guide that is shown the samples of a batch while it goes through the detector.

    A RoI head calls its mask head with features and RoIs alone, so what a sample says beyond the
    image reaches the guide this way. It is forgotten when the batch is through.

    Args:
        init_cfg: Initialisation, as in MMEngine.

    Attributes:
        samples: One for each image of the batch; empty between batches.
    """

    def __init__(self, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.samples: Sequence[DetDataSample] = ()

    @contextmanager
    def reveal(self, samples: Sequence[DetDataSample] | None) -> Iterator[None]:
        """Show the samples of a batch while it goes through the detector.

        Args:
            samples: One for each image; None where there are none.
        """
        self.samples = samples or ()
        try:
            yield
        finally:
            self.samples = ()
