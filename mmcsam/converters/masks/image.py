"""Convert one image of a lab and its masks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mmcsam.converters.written_image import WrittenImage
from mmcsam.images.intensity import IntensityMapping
from mmcsam.jobs.problem import UnusableFileError, problem_of
from mmcsam.structures.duplicates import near_duplicates
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.label_instances import label_instances, separate_parts

from .background import Background
from .image_file import read_image, size_in_place
from .layout import INSTANCE_FILES, INSTANCE_NAMES, OUTLINES
from .mask_reader import MaskReader, ReadMask
from .outline_reader import read_outlines
from .sample import MaskSample
from .soft_edges import check_rims
from .wrapped_labels import check_wrapped


@dataclass
class MasksImage(WrittenImage):
    """An image's COCO entries, and what its masks say of the kind of masks.

    Attributes:
        labels: Values of its label image that are not 0.
        apart: Those of them that are in several places, with no other label between.
        parts: Places of the instance, if the label image has one value only.
        mixed: Instance files with several values above 0.
        areas: Of its components, in pixels.
        backgrounds: What was found of each mask file's background, with the file's name.
        cuts: Names of mask files whose blurred edges were cut, and where.
        ignored: Pixels that were to be ignored.
        coloured: Whether a mask's values are colours.
        void: Name of a mask file and its value that looks like one to be ignored.
    """

    labels: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)
    parts: int = 0
    mixed: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    backgrounds: list[tuple[str, Background]] = field(default_factory=list)
    cuts: list[tuple[str, int]] = field(default_factory=list)
    ignored: int = 0
    coloured: bool = False
    void: tuple[str, int] | None = None

    def note_reading(self, name: str, read: ReadMask) -> None:
        """Keep what was found of a mask file, for the whole data set to be judged by it."""
        if read.background is not None:
            self.backgrounds.append((name, read.background))
        if read.cut is not None:
            self.cuts.append((name, read.cut))
        self.ignored += read.ignored
        self.coloured |= read.coloured


@dataclass(frozen=True)
class MasksImageConverter:
    """Converts images; picklable, for worker processes.

    Attributes:
        src: Folder that problems, and ``file_name`` of images left in place, are relative to.
        form: One of ``layout.FORMS``.
        components: Whether each connected component of a value is an instance.
        reader: Of the mask files.
        out: Folder to write 8-bit images to; None leaves images where they are.
        mapping: Of the intensities of images to write, or of those of more than 8 bits that stay
            where they are.
    """

    src: Path
    form: str
    components: bool = False
    reader: MaskReader = MaskReader()
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
                size, result.dtype = size_in_place(sample.image, name, self.mapping)
            else:
                pixels = read_image(sample.image, name)
                size = pixels.shape[1::-1]
        except (UnusableFileError, OSError) as error:
            result.problems.append(problem_of(error, name))
            return result
        if self.form in (INSTANCE_FILES, INSTANCE_NAMES):
            self._add_files(sample.masks or (), size, result)
        elif sample.masks:
            add = self._add_outlines if self.form == OUTLINES else self._add_labels
            try:
                add(sample.masks[0], size, result)
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
                read = self.reader.read(path, name, size)
                values = read.labels
                if not values.any():
                    raise UnusableFileError(
                        name, "the mask is empty", "one object", "Remove the file"
                    )
            except (UnusableFileError, OSError) as error:
                result.problems.append(problem_of(error, name))
                continue
            result.note_reading(name, read)
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
        read = self.reader.read(path, name, size)
        instances = label_instances(read.labels)
        places = {number: separate_parts(mask, read.labels) for number, mask in instances}
        apart = [number for number, parts in places.items() if len(parts) > 1]
        if not read.coloured:
            check_wrapped(name, places, apart, read.full)
        if self.components:
            check_rims(name, read.labels)
            parts = (part for group in places.values() for part in group)
            instances = list(enumerate(parts, start=1))
            result.areas = [int(np.count_nonzero(mask.crop)) for _, mask in instances]
        else:
            result.labels, result.apart = list(places), apart
            result.parts = len(places[result.labels[0]]) if len(places) == 1 else 0
        result.note_reading(name, read)
        result.void = None if read.void is None else (name, read.void)
        for number, mask in instances:
            result.add(mask, 1, instance_number=number)

    def _add_outlines(self, path: Path, size: tuple[int, int], result: MasksImage) -> None:
        name = self._name(path)
        found = read_outlines(path, name, size)
        for number, mask in enumerate(found.masks, start=1):
            result.add(mask, 1, instance_number=number)
        if found.left_out:
            shown = ", ".join(f"{count} {kind}" for kind, count in found.left_out.items())
            result.notes.append(f"{name}: left out, as they enclose no pixel: {shown}")
        if len(found.labels) > 1:
            shown = ", ".join(f"{count} {label:.40}" for label, count in found.labels.items())
            result.notes.append(f"{name}: objects of several labels became one class: {shown}")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.src).as_posix()
