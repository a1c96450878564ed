"""Find the intensities of a data set that 8 bits should cover."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.jobs.workers import map_in_processes

from .intensity import IntensityMapping

PERCENTILES = (0.1, 99.9)
_SAMPLE = 2**24  # values in all: 128 MiB at most
_IMAGE_SAMPLE = 2**16


def find_intensity_mapping(
    read: Callable[[Path], np.ndarray],
    images: Sequence[Path],
    which: str,
    workers: int | None,
) -> IntensityMapping:
    """Choose a mapping to 8 bits by percentiles of all images together.

    8-bit images keep their values. The percentiles of others are those of values drawn at random,
    the same at every run and as many from each image.

    Args:
        read: Returns an image's pixels; picklable. Images for which it raises
            ``UnusableFileError`` or ``OSError`` do not count here.
        images: The files.
        which: What to call them, such as "the training images".
        workers: Processes; None for one a processor core.

    Raises:
        ValueError: If no image can be read, or all pixels have one value.
    """
    count = max(1, min(_IMAGE_SAMPLE, _SAMPLE // max(1, len(images))))
    drawn = map_in_processes(_Sampler(read, count), images, workers, "finding intensities")
    samples = [sample for sample in drawn if sample is not None]
    if not samples:
        raise ValueError(
            f"the intensities of {which} cannot be found: none of {len(images)} can be read "
            f"(first: {next(iter(images), None)}); save them anew, or give --intensity LOW HIGH"
        )
    if all(sample.dtype == np.uint8 for sample in samples):
        return IntensityMapping(0.0, 255.0, "8-bit images keep their values")
    values = np.concatenate(samples, dtype=np.float64)
    low, high = map(float, np.percentile(values, PERCENTILES, overwrite_input=True))
    if low == high:
        raise ValueError(
            f"the intensities of {which} cannot be found: nearly all pixels have the value "
            f"{low:g}; give the range with --intensity LOW HIGH"
        )
    first, last = PERCENTILES
    return IntensityMapping(low, high, f"percentiles {first} and {last} of {which}")


@dataclass(frozen=True)
class _Sampler:
    """Draws values of an image; picklable, for worker processes."""

    read: Callable[[Path], np.ndarray]
    count: int

    def __call__(self, path: Path) -> np.ndarray | None:
        try:
            values = self.read(path).ravel()
        except (UnusableFileError, OSError):
            return None
        if values.size <= self.count:
            return values.copy()
        return values[np.random.default_rng(0).integers(values.size, size=self.count)]
