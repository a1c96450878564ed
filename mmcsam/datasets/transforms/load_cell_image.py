"""Load an image of any depth by the mapping of its data set."""

from pathlib import Path

from mmcv.transforms import BaseTransform
from mmdet.registry import TRANSFORMS

from mmcsam.images.cell_image import read_cell_image
from mmcsam.images.intensity import IntensityMapping


@TRANSFORMS.register_module()
class LoadCellImage(BaseTransform):
    """Load an image; one of more than 8 bits through a fixed mapping, as ``predict`` does.

    MMDetection's ``LoadImageFromFile`` keeps the upper 8 bits of such images: 12-bit values of a
    camera come out nearly black. Images of 8 bits are the same as there. ``train`` and ``test``
    put this step in its place where the COCO file records a mapping.

    Args:
        intensity: Intensities that become 0 and 255.

    Raises:
        ValueError: If they are not finite, or the first is not the lower.
    """

    def __init__(self, intensity: tuple[float, float]) -> None:
        self.mapping = IntensityMapping(*intensity)

    def transform(self, results: dict) -> dict:
        """Add ``img``, (H, W, 3) uint8, blue first, ``img_shape`` and ``ori_shape``.

        Args:
            results: With ``img_path``.

        Raises:
            UnusableFileError: If the image cannot be decoded, or a pixel of it is not finite.
            OSError: If it cannot be opened.
        """
        image = read_cell_image(Path(results["img_path"]), self.mapping)
        results["img"] = image
        results["img_shape"] = results["ori_shape"] = image.shape[:2]
        return results

    def __repr__(self) -> str:
        """Return what stands in a config."""
        return f"LoadCellImage(intensity=({self.mapping.low:g}, {self.mapping.high:g}))"
