"""Export COCO annotations or predictions to the formats of other programs."""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from mmcsam.coco.data import CocoImage
from mmcsam.coco.image_folder import find_image
from mmcsam.coco.reader import read_coco
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.output_names import output_names
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .export_report import TABLE, ExportReport
from .image_exporter import SUFFIXES, ImageExporter
from .measurements import table_columns
from .qupath import OBJECT_TYPES

FORMATS = ("labels", "imagej", "qupath", "csv")
_LIBRARIES = {"labels": "tifffile", "imagej": "roifile", "csv": "skimage"}


def export_coco(
    ann_file: str | Path,
    out: str | Path,
    formats: Sequence[str],
    prediction_file: str | Path | None = None,
    score_thr: float = 0.5,
    image_root: str | Path | None = None,
    pixel_size: float | None = None,
    qupath_objects: str | None = None,
    workers: int | None = None,
    overwrite: bool = False,
) -> ExportReport:
    """Write a COCO file's objects, or the predictions for its images, in other programs' formats.

    ========  ===========================================  =======================================
    format    files                                        what for
    ========  ===========================================  =======================================
    labels    ``labels/<image>.tif``, 16 bits; 32 bits     scikit-image, CellProfiler, Fiji, napari
              for more than 65,535 objects
    imagej    ``imagej/<image>.zip``; none for an image    ImageJ's and Fiji's ROI Manager
              without objects
    qupath    ``qupath/<image>.geojson``                   QuPath 0.4 and later
    csv       ``cells.csv``, one row an object             spreadsheets, R, pandas
    ========  ===========================================  =======================================

    An object has the same label in every format: its place among its image's objects, from 1. All
    but the label images, where a pixel holds one object, keep masks exactly; see
    ``draw_label_image``. All files are written, or none.

    Args:
        ann_file: COCO JSON.
        out: Folder that receives the files; made if missing.
        formats: One or more of "labels", "imagej", "qupath" and "csv".
        prediction_file: COCO result list with masks; None exports the annotations.
        score_thr: Leave out predictions below this score.
        image_root: Folder that ``file_name`` starts from; adds mean intensities to the table.
        pixel_size: Micrometres a pixel; adds micrometres to the table.
        qupath_objects: "annotation" (can be edited) or "detection"; by default annotations are
            "annotation" and predictions "detection".
        workers: Processes; None for one a processor core.
        overwrite: Replace files that this program did not write, or that were changed since.

    Returns:
        ExportReport: Counts, and everything that was skipped with the reason.

    Raises:
        ImportError: If a format needs a library that is not installed.
        FileExistsError: If a file is read by this run, or was not written by this program and is
            not to be overwritten.
        NotADirectoryError: If ``out`` is a file or ``image_root`` is no folder.
        OSError: If a file cannot be read or written.
        ValueError: If an argument is out of range, or a file is not in COCO's form.
    """
    _check_arguments(formats, image_root, pixel_size, qupath_objects)
    problems: list[Problem] = []
    coco = read_coco(ann_file, prediction_file, score_thr, problems)
    names = output_names([image.file_name for image in coco.images])
    report = ExportReport(Path(out), len(coco.images), notes=coco.notes, problems=problems)
    if qupath_objects is None:
        qupath_objects = "annotation" if prediction_file is None else "detection"
    files: set[Path] = set()
    rows = []
    read = [Path(ann_file), *([] if prediction_file is None else [Path(prediction_file)])]
    if image_root is not None:
        read += [Path(image_root, image.file_name) for image in coco.images]
    guard = OutputGuard(out, read, overwrite)
    guard.check(_written(names, formats))
    with staged(out, guard) as stage:
        export = ImageExporter(
            stage,
            tuple(formats),
            coco.categories,
            None if image_root is None else Path(image_root),
            pixel_size,
            qupath_objects,
        )
        items = list(zip(names, coco.images, strict=True))
        for result in map_in_processes(export, items, workers, "exporting"):
            report.images_without_objects += result.objects == 0
            report.objects += result.objects
            report.of_several_parts += result.multi_part
            report.overlapped_pixels += result.overlapped
            report.images_with_overlap += result.overlapped > 0
            report.hidden_objects += result.hidden
            report.problems += result.problems
            files.update(result.files)
            rows += result.rows
        if "csv" in formats:
            write_table(stage / TABLE, rows)
            files.add(Path(TABLE))
    count = Counter("csv" if path == Path(TABLE) else path.parts[0] for path in files)
    report.files = {name: count[name] for name in FORMATS if name in formats}
    if image_root is not None:
        report.notes += _renamed_images(Path(image_root), coco.images)
    report.notes += _earlier_files(Path(out), formats, files)
    return report


def _written(names: Iterable[str], formats: Sequence[str]) -> Iterator[Path]:
    """Yield the files that may be written, relative to the output folder."""
    for name in names:
        for folder in formats:
            if folder in SUFFIXES:
                yield Path(folder, name + SUFFIXES[folder])
    if "csv" in formats:
        yield Path(TABLE)


def write_table(path: Path, rows: Iterable[dict]) -> None:
    """Write measurements as CSV, with a column for every one that a row has."""
    rows = list(rows)
    # A file's name need not be text.
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.DictWriter(file, table_columns(rows))
        writer.writeheader()
        for row in rows:
            writer.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})


def _check_arguments(
    formats: Sequence[str],
    image_root: str | Path | None,
    pixel_size: float | None,
    qupath_objects: str | None,
) -> None:
    if not formats or set(formats) - set(FORMATS) or len(set(formats)) < len(formats):
        raise ValueError(f"formats must be one or more of {FORMATS}, each once, got {formats}")
    if "csv" not in formats and not (image_root is None and pixel_size is None):
        raise ValueError("images and a pixel size are for the table alone; add the format csv")
    if pixel_size is not None and not (pixel_size > 0 and math.isfinite(pixel_size)):
        raise ValueError(f"pixel_size must be above 0 micrometres, got {pixel_size}")
    if qupath_objects is not None and qupath_objects not in OBJECT_TYPES:
        raise ValueError(f"qupath_objects must be one of {OBJECT_TYPES}, got {qupath_objects!r}")
    if image_root is not None and not Path(image_root).is_dir():
        raise NotADirectoryError(f"{image_root} is no folder; give the one file_name starts from")
    for name in formats:
        library = _LIBRARIES.get(name)
        if library is not None and find_spec(library) is None:
            raise ImportError(
                f'the format {name} needs {library}: pip install "mmcsam[formats]"', name=library
            )


def _renamed_images(image_root: Path, images: Sequence[CocoImage]) -> list[str]:
    """Return a note on images that are called otherwise in their folder than in the COCO file."""
    found = [
        (image.file_name, files[0].relative_to(image_root).as_posix())
        for image in images
        if not (image_root / image.file_name).exists()
        and len(files := find_image(image_root, image.file_name)) == 1
    ]
    if not found:
        return []
    (written, name), *_ = found
    return [
        f"{len(found)} images are called otherwise in {image_root} than in the COCO file (first: "
        f"{written} is taken for {name})"
    ]


def _earlier_files(out: Path, formats: Sequence[str], files: set[Path]) -> list[str]:
    """Return notes on files of the same kind that this run did not write."""
    notes = []
    for folder in formats:
        if folder in SUFFIXES:
            present = {
                path.relative_to(out) for path in (out / folder).rglob(f"*{SUFFIXES[folder]}")
            }
            if present - files:
                notes.append(
                    f"{len(present - files)} files in {out / folder} are of an earlier run"
                )
    return notes
