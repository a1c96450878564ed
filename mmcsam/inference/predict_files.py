"""Predict the cells of many image files and write them as other programs read them."""

import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from mmcsam.export.export import FORMATS as EXPORTS
from mmcsam.export.export import write_table
from mmcsam.export.export_report import TABLE
from mmcsam.export.image_exporter import ImageExporter
from mmcsam.images.png import write_png
from mmcsam.images.source import ImageSource, open_source
from mmcsam.jobs.output_names import output_names
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of
from mmcsam.jobs.progress import progress
from mmcsam.jobs.staging import staged
from mmcsam.jobs.whole_file import whole_file
from mmcsam.version import __version__
from mmcsam.visualization.overlay import draw_overlay

from .cells import Cells
from .image_files import ImageFile, find_images
from .packed_model import file_sha256
from .prediction_report import PredictionReport
from .run_folder import RunFolder
from .segmenter import Segmenter

FORMATS = ("coco", "labels", "imagej", "qupath", "csv", "overlay")
_OVERLAY_SIDE = 2048  # larger pictures are drawn smaller: they are to look at


def predict_files(
    segmenter: Segmenter,
    sources: Sequence[str | Path],
    out: str | Path,
    formats: Sequence[str] = ("coco", "labels"),
    overwrite: bool = False,
    page: int | None = None,
    channels: Sequence[int] | None = None,
    max_pixels: int | None = None,
) -> PredictionReport:
    """Predict images and write their cells; images that are finished already are passed over.

    ========  ======================================================================
    format    files
    ========  ======================================================================
    coco      ``instances.json``, all images with their cells and scores
    labels    ``labels/<image>.tif``
    imagej    ``imagej/<image>.zip``; none for an image without cells
    qupath    ``qupath/<image>.geojson``
    csv       ``cells.csv``, one row a cell
    overlay   ``overlay/<image>.png``, the cells drawn over the image
    ========  ======================================================================

    Args:
        segmenter: The model and its settings.
        sources: See :func:`find_images`.
        out: Folder of the output, made if missing; ``run.json`` records the run.
        formats: One or more of the formats.
        overwrite: Begin anew where ``out`` holds a run of other settings.
        page: Of files of several pages, from 0.
        channels: Which channels to take for red, green, blue, or the one for grey.
        max_pixels: Refuse larger images; None refuses none.

    Returns:
        PredictionReport: Counts, and every image that was left out with the reason.

    Raises:
        FileNotFoundError: If a source is not there, or there is no image.
        OSError: If the output cannot be written.
        ValueError: If a format is unknown, or ``out`` holds a run of other settings.
    """
    if not formats or set(formats) - set(FORMATS):
        raise ValueError(f"formats must be one or more of {FORMATS}, got {tuple(formats)}")
    report = PredictionReport(Path(out))
    images = find_images(sources, out, report.problems, report.notes)
    names = dict(zip(output_names([image.name for image in images]), images, strict=True))
    run = RunFolder(out, _settings(segmenter, formats, page, channels), overwrite)
    run.begin()
    pixels = 0
    start = time.perf_counter()
    for name, image in progress(names.items(), "predicting", len(names)):
        if run.is_done(name):
            report.found_done += 1
            continue
        begin = time.perf_counter()
        try:
            with open_source(
                image.path, name=image.name, page=page, channels=channels, max_pixels=max_pixels
            ) as source:
                cells = segmenter.segment(source)
                part = _write(source, cells, name, image, run.path, formats)
        except Exception as error:  # whatever one image does to a network, the others go on
            report.problems.append(_problem(error, image))
            continue
        run.finish_image(name, part, time.perf_counter() - begin)
        pixels += cells.width * cells.height
    report.seconds, report.pixels = time.perf_counter() - start, pixels
    _finish(run, list(names), segmenter.card.classes, formats, report)
    return report


def _settings(
    segmenter: Segmenter,
    formats: Sequence[str],
    page: int | None,
    channels: Sequence[int] | None,
) -> dict:
    """Return everything that the results depend on."""
    return {
        "mmcsam": __version__,
        "model": {
            "name": segmenter.card.name,
            "sha256": file_sha256(segmenter.weights_file),
        },
        "formats": sorted(formats),
        "score_threshold": segmenter.score_threshold,
        "cell_width": segmenter.cell_width,
        "pixel_size": segmenter.pixel_size,
        "intensity": segmenter.intensity,
        "tile": segmenter.tile,
        "page": page,
        "channels": None if channels is None else list(channels),
    }


def _write(
    source: ImageSource,
    cells: Cells,
    name: str,
    image: ImageFile,
    out: Path,
    formats: Sequence[str],
) -> dict:
    """Write an image's files, whole or not at all, and return its part."""
    with staged(out) as stage:
        export = ImageExporter(
            stage,
            tuple(one for one in formats if one in EXPORTS),
            cells.classes,
            image.root,
            cells.pixel_size,
            "detection",
        )
        exported = export((name, cells.to_coco_image()))
        if "overlay" in formats:
            path = stage / "overlay" / f"{name}.png"
            path.parent.mkdir(parents=True)
            write_png(path, _overlay(source, cells))
    coco = cells.to_coco()
    entry = {key: value for key, value in coco["images"][0].items() if key != "id"}
    notes = [*cells.notes, *map(str, exported.problems)]
    return {
        "image": {**entry, "file_name": image.name},
        "annotations": coco["annotations"],
        "rows": exported.rows,
        "notes": notes,
    }


def _overlay(source: ImageSource, cells: Cells) -> np.ndarray:
    pixels = source.read()
    if pixels.dtype != np.uint8:
        low, high = np.percentile(pixels, (0.1, 99.9))
        scaled = (pixels.astype(np.float32) - low) * (255 / max(high - low, 1e-9))
        pixels = scaled.clip(0, 255).astype(np.uint8)
    panel = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR)
    factor = min(1.0, _OVERLAY_SIDE / max(panel.shape[:2]))
    if factor < 1:
        panel = cv2.resize(panel, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return draw_overlay(panel, [cell.mask.rle for cell in cells])


def _problem(error: Exception, image: ImageFile) -> Problem:
    if isinstance(error, UnusableFileError | OSError):
        return problem_of(error, image.name)
    text = str(error).removeprefix(f"{image.name}: ")
    if not isinstance(error, ValueError):
        text = f"{type(error).__name__} in the network: {text}"
    return Problem(image.name, text, "an image that the model can take", "See predict --help")


def _finish(
    run: RunFolder,
    names: list[str],
    classes: Sequence[str],
    formats: Sequence[str],
    report: PredictionReport,
) -> None:
    """Write what is one file for all images, and the record."""
    images, rows = {}, []
    for name, part in run.parts(names):
        report.images += 1
        report.cells += len(part["annotations"])
        report.notes += [f"{part['image']['file_name']}: {note}" for note in part["notes"]]
        images[name] = {
            **part["image"],
            "cells": len(part["annotations"]),
            "notes": part["notes"],
        }
        rows += part["rows"]
    if "coco" in formats:
        report.files.append(run.write_instances(names, classes))
    if "csv" in formats:
        with whole_file(run.path / TABLE) as path:
            write_table(path, rows)
        report.files.append(run.path / TABLE)
    report.files.append(run.write_run(images, list(map(str, report.problems)), finished=True))
