"""Convert one image of a lab and its masks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mmcsam.converters.written_image import WrittenImage
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.label_file import read_mask_values
from mmcsam.jobs.problem import UnusableFileError, problem_of
from mmcsam.structures.duplicates import near_duplicates
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.label_instances import component_instances, label_instances

from .image_file import read_image, size_in_place
from .layout import INSTANCE_FILES
from .sample import MaskSample


@dataclass
class MasksImage(WrittenImage):
    """An image's COCO entries, and what its masks say of the kind of masks.

    Attributes:
        labels: Values of its label image that are not 0.
        parts: Parts of the instance, if the label image has one value only.
        mixed: Instance files with several values above 0.
        areas: Of its components, in pixels.
    """

    labels: list[int] = field(default_factory=list)
    parts: int = 0
    mixed: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class MasksImageConverter:
    """Converts images; picklable, for worker processes.

    Attributes:
        src: Folder that problems, and ``file_name`` of images left in place, are relative to.
        form: One of ``layout.FORMS``.
        components: Whether masks are semantic, and each component is an instance.
        out: Folder to write 8-bit images to; None leaves images where they are.
        mapping: Of the intensities of images to write.
    """

    src: Path
    form: str
    components: bool = False
    out: Path | None = None
    mapping: IntensityMapping | None = None

    def __call__(self, item: tuple[str, MaskSample]) -> MasksImage:
        """Convert one image of a split. Problems with its files are collected, not raised.

        An image whose label image cannot be used is left out: without it, it would be training
        data that says there are no cells. A file of one instance is left out alone.

        Raises:
            OSError: If the image cannot be written.
        """
        split, sample = item
        result = MasksImage()
        name = self._name(sample.image)
        pixels = None
        try:
            if self.out is None:
                size = size_in_place(sample.image, name)
            else:
                pixels = read_image(sample.image, name)
                size = pixels.shape[1::-1]
        except (UnusableFileError, OSError) as error:
            result.problems.append(problem_of(error, name))
            return result
        if self.form == INSTANCE_FILES:
            self._add_files(sample.masks or (), size, result)
        elif sample.masks:
            try:
                self._add_labels(sample.masks[0], size, result)
            except (UnusableFileError, OSError) as error:
                result.problems.append(problem_of(error, self._name(sample.masks[0])))
                return result
        if pixels is None:
            result.entry = {"file_name": name, "width": size[0], "height": size[1]}
        else:
            relative = sample.image.relative_to(self.src).with_suffix(".png").as_posix()
            file_name = f"images/{split}/{relative}"
            # Whoever writes images gives the mapping too.
            result.write(pixels, self.mapping, self.out, file_name)  # type: ignore[arg-type]
        return result

    def _add_files(self, paths: Sequence[Path], size: tuple[int, int], result: MasksImage) -> None:
        kept = []
        for number, path in enumerate(paths, start=1):
            name = self._name(path)
            try:
                values = read_mask_values(path, name, size)
                if not values.any():
                    raise UnusableFileError(
                        name, "the mask is empty", "one object", "Remove the file"
                    )
            except (UnusableFileError, OSError) as error:
                result.problems.append(problem_of(error, name))
                continue
            mask = InstanceMask.cut((values != 0).view(np.uint8))
            crop = values[mask.top :, mask.left :][: mask.crop.shape[0], : mask.crop.shape[1]]
            if (crop[mask.crop > 0] != crop.max()).any():
                result.mixed.append(name)
            result.add(mask, 1, instance_number=number)
            kept.append((name, mask))
        for i, j, iou in near_duplicates([mask.rle for _, mask in kept]):
            result.near_duplicates += 1
            result.notes.append(f"{kept[i][0]} and {kept[j][0]} have IoU {iou:.3f}; both kept")

    def _add_labels(self, path: Path, size: tuple[int, int], result: MasksImage) -> None:
        name = self._name(path)
        values = read_mask_values(path, name, size)
        if self.components:
            present = np.unique(values)
            if len(present) > 2 or (len(present) == 2 and present[0] != 0):
                shown = ", ".join(map(str, present[:5])) + ", ..." * (len(present) > 5)
                raise UnusableFileError(
                    name,
                    f"the mask has the values {shown}",
                    "0 and one other value, as --components splits one class",
                    "Leave out --components for a label image, or set the other classes to 0",
                )
            instances = component_instances(values)
            result.areas = [int(np.count_nonzero(mask.crop)) for _, mask in instances]
        else:
            instances = label_instances(values)
            result.labels = [number for number, _ in instances]
            result.parts = instances[0][1].parts() if len(instances) == 1 else 0
        for number, mask in instances:
            result.add(mask, 1, instance_number=number)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.src).as_posix()
