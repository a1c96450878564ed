"""Export the objects of one image."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from mmcsam.coco.data import CocoImage
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of
from mmcsam.structures.instance_mask import InstanceMask

from .exported_object import ExportedObject
from .imagej import write_imagej_rois
from .label_image import draw_label_image, write_label_image
from .measurements import measure
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
        result = ExportedImage()
        objects = self._objects(image, result)
        result.objects = len(objects)
        result.multi_part = sum(item.mask.parts() > 1 for item in objects)
        size = (image.width, image.height)
        if "labels" in self.formats:
            labels, result.overlapped, result.hidden = draw_label_image(objects, size)
            write_label_image(self._file("labels", name, result), labels)
        if (
            "imagej" in self.formats and objects
        ):  # ImageJ takes a ZIP file without regions as damaged
            write_imagej_rois(self._file("imagej", name, result), objects)
        if "qupath" in self.formats:
            path = self._file("qupath", name, result)
            write_qupath_objects(path, objects, self.qupath_objects)
        if "csv" in self.formats and objects:
            pixels = self._pixels(image, result)
            result.rows = [
                {"image": image.file_name, **measure(item, pixels, self.pixel_size)}
                for item in objects
            ]
        return result

    def _objects(self, image: CocoImage, result: ExportedImage) -> list[ExportedObject]:
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
                result.problems.append(problem)
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

    def _pixels(self, image: CocoImage, result: ExportedImage) -> np.ndarray | None:
        """Read the image at its own depth, turned as its EXIF entry says, as MMDetection does."""
        if self.image_root is None:
            return None
        try:
            return _read_pixels(self.image_root / image.file_name, image)
        except (UnusableFileError, OSError) as error:
            result.problems.append(problem_of(error, image.file_name))
            return None


def _read_pixels(path: Path, image: CocoImage) -> np.ndarray:
    cure = "Its objects have no intensities; give the folder that file_name starts from"
    if not path.is_file():
        raise UnusableFileError(image.file_name, "no such image", f"the file {path}", cure)
    pixels = cv2.imread(str(path), cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR)
    if pixels is None:
        raise UnusableFileError(
            image.file_name, "cannot be read as an image", "an image file", cure
        )
    height, width = pixels.shape[:2]
    if (width, height) != (image.width, image.height):
        raise UnusableFileError(
            image.file_name,
            f"the image has {width}x{height} pixels",
            f"{image.width}x{image.height} as in the COCO file",
            cure,
        )
    return pixels
