"""Export the objects of one image."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mmcsam.coco.data import CocoImage
from mmcsam.coco.image_folder import find_image
from mmcsam.images.source import open_source
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of
from mmcsam.structures.instance_mask import InstanceMask

from .exported_object import ExportedObject
from .imagej import write_imagej_rois
from .intensities import mean_intensities
from .label_image import export_label_image
from .measurements import NUCLEUS_COLUMN, measure
from .nucleus_ratio import are_nuclei_told, nucleus_to_cytoplasm
from .qupath import write_qupath_objects

SUFFIXES = {"labels": ".tif", "imagej": ".zip", "qupath": ".geojson"}


@dataclass
class ExportedImage:
    """What the export of one image yields.

    Attributes:
        objects: Number of objects.
        multi_part: Those of several parts.
        files: Paths relative to the output folder.
        rows: Measurements by column, one row an object; empty unless asked for.
        overlapped: Pixels lost to overlap in the label image.
        hidden: Objects without a pixel in the label image.
        problems: What was skipped.
    """

    objects: int = 0
    multi_part: int = 0
    files: list[Path] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    overlapped: int = 0
    hidden: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class ImageExporter:
    """Exports images; picklable, for worker processes.

    Attributes:
        out: Folder that receives a folder a format.
        formats: Of "labels", "imagej", "qupath" and "csv".
        categories: Class names, in the file's order.
        image_root: Folder that ``file_name`` starts from, for intensities; None leaves them out.
        pixel_size: Micrometres a pixel; None leaves micrometres out.
        qupath_objects: "annotation" or "detection".
    """

    out: Path
    formats: tuple[str, ...]
    categories: tuple[str, ...]
    image_root: Path | None
    pixel_size: float | None
    qupath_objects: str

    def __call__(self, item: tuple[str, CocoImage]) -> ExportedImage:
        """Export one image, given what to call its files. Problems are collected, not raised."""
        name, image = item
        problems: list[Problem] = []
        objects = self._objects(image, problems)
        wanted = "csv" in self.formats and objects
        intensities = self._intensities(image, objects, problems) if wanted else ()
        size = (image.width, image.height)
        result = self.write(name, image.file_name, size, objects, intensities)
        result.problems += problems
        return result

    def write(
        self,
        name: str,
        file_name: str,
        size: tuple[int, int],
        objects: Sequence[ExportedObject],
        intensities: Sequence[dict[str, float]] = (),
    ) -> ExportedImage:
        """Write one image's objects.

        Args:
            name: What to call its files.
            file_name: What the image is called in the table.
            size: Width and height of the image.
            objects: Its objects.
            intensities: Those of each object, see :func:`mean_intensities`; none leaves them out.
        """
        result = ExportedImage()
        result.objects = len(objects)
        result.multi_part = sum(item.mask.parts() > 1 for item in objects)
        if "labels" in self.formats:
            path = self._file("labels", name, result)
            result.overlapped, result.hidden = export_label_image(path, objects, size)
        if (
            "imagej" in self.formats and objects
        ):  # ImageJ takes a ZIP file without regions as damaged
            write_imagej_rois(self._file("imagej", name, result), objects)
        if "qupath" in self.formats:
            path = self._file("qupath", name, result)
            write_qupath_objects(path, objects, self.qupath_objects)
        if "csv" in self.formats:
            result.rows = [
                {"image": file_name, **measure(item, self.pixel_size), **means}
                for item, means in zip(objects, intensities or [{}] * len(objects), strict=True)
            ]
            if are_nuclei_told(self.categories):
                for row, ratio in zip(result.rows, nucleus_to_cytoplasm(objects), strict=True):
                    row[NUCLEUS_COLUMN] = ratio
        return result

    def _objects(self, image: CocoImage, problems: list[Problem]) -> list[ExportedObject]:
        objects: list[ExportedObject] = []
        for instance in image.instances:
            try:
                mask = InstanceMask.from_rle(instance.rle)
            except ValueError as error:
                problem = Problem(
                    f"{image.file_name}, object {instance.id}",
                    str(error),
                    "a mask of at least one pixel",
                    "Remove the object from the COCO file",
                )
                problems.append(problem)
                continue
            objects.append(
                ExportedObject(
                    len(objects) + 1,
                    instance.id,
                    instance.category,
                    self.categories.index(instance.category) + 1,
                    instance.score,
                    mask,
                )
            )
        return objects

    def _file(self, folder: str, name: str, result: ExportedImage) -> Path:
        relative = Path(folder, name + SUFFIXES[folder])
        result.files.append(relative)
        path = self.out / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _intensities(
        self, image: CocoImage, objects: Sequence[ExportedObject], problems: list[Problem]
    ) -> list[dict[str, float]]:
        """Measure in the file's first page, turned as its EXIF entry says, as MMDetection reads."""
        if self.image_root is None:
            return []
        name, found = image.file_name, find_image(self.image_root, image.file_name)
        try:
            if len(found) != 1:
                raise UnusableFileError(
                    name,
                    f"{len(found)} files could be the image" if found else "no such image",
                    f"the file {self.image_root / name}",
                    "Give the folder that file_name starts from",
                )
            with open_source(found[0], page=0, name=name) as source:
                if (source.width, source.height) != (image.width, image.height):
                    raise UnusableFileError(
                        name,
                        f"the image has {source.width}x{source.height} pixels",
                        f"{image.width}x{image.height} as in the COCO file",
                        "Give the folder of the images that were annotated",
                    )
                return mean_intensities(source, objects)
        except (UnusableFileError, OSError) as error:
            problem = problem_of(error, name)
            cure = f"Its objects have no intensities. {problem.cure}"
            problems.append(replace(problem, cure=cure))
            return []
