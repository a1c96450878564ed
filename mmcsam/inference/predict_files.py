"""Predict the cells of many image files and write them as other programs read them."""

import time
from collections.abc import Sequence
from pathlib import Path

from mmcsam.export.export import write_table
from mmcsam.export.export_report import TABLE
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.progress import progress
from mmcsam.jobs.whole_file import whole_file
from mmcsam.version import __version__

from .image_files import ImageFile, find_images
from .model.packed_model import file_sha256
from .prediction_report import PredictionReport
from .result_names import result_names
from .run_folder import RunFolder
from .segmenter import Segmenter
from .workers.crew import Crew
from .workers.image_predictor import ImagePredictor
from .workers.shard import Shard

FORMATS = ("coco", "labels", "imagej", "qupath", "csv", "overlay")


def predict_files(
    segmenter: Segmenter,
    sources: Sequence[str | Path],
    out: str | Path,
    formats: Sequence[str] = ("coco", "labels"),
    overwrite: bool = False,
    page: int | None = None,
    channels: Sequence[int] | None = None,
    max_pixels: int | None = None,
    crew: Crew | None = None,
    shard: Shard | None = None,
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

    The bytes are the same however the work is shared out, but for ``run*.json``, which hold times.

    Args:
        segmenter: The model and its settings.
        sources: See :func:`find_images`.
        out: Folder of the output, made if missing; ``run.json`` records the run.
        formats: One or more of the formats.
        overwrite: Begin anew where ``out`` holds a run of other settings.
        page: Of files of several pages, from 0.
        channels: Which channels to take for red, green, blue, or the one for grey.
        max_pixels: Refuse larger images; None refuses none.
        crew: Who predicts; None is this process alone.
        shard: Which of the images to predict; None is all. Other processes write the others to
            ``out``, and the last one writes the files for all images.

    Returns:
        PredictionReport: Counts, and every image that was left out with the reason.

    Raises:
        FileNotFoundError: If a source is not there, or there is no image.
        OSError: If the output cannot be written.
        ValueError: If a format is unknown, or ``out`` holds a run of other settings.
    """
    if not formats or set(formats) - set(FORMATS):
        raise ValueError(f"formats must be one or more of {FORMATS}, got {tuple(formats)}")
    crew, shard = crew or Crew(), shard or Shard()
    report = PredictionReport(Path(out), shard=shard)
    images = find_images(sources, out, report.problems, report.notes)
    names = result_names(images, report.problems)
    settings = {
        **_settings(segmenter, formats, page, channels),
        "threads": crew.threads,
    }
    share = None if shard.count == 1 else f"{shard.index}-of-{shard.count}"
    run = RunFolder(out, settings, overwrite, share)
    run.begin()
    mine = [name for number, name in enumerate(names) if shard.takes(number)]
    todo = []
    for name in mine:
        run.left_out.pop(names[name].name, None)
        if run.keep_if_same(name, names[name].fingerprint()):
            report.found_done += 1
        else:
            todo.append((name, names[name]))
    opening = {"page": page, "channels": channels, "max_pixels": max_pixels}
    predictor = ImagePredictor(segmenter, run, tuple(formats), opening)
    run.left_out |= {problem.file: str(problem) for problem in report.problems}
    _predict(predictor, todo, crew, report)
    if share is not None:
        report.files.append(run.write_share(mine))
        run.read_records()
    unfinished = [
        image.name
        for name, image in names.items()
        if not run.is_done(name) and image.name not in run.left_out
    ]
    if unfinished:
        report.notes.append(
            f"{len(unfinished)} images of other shards are not finished yet (first: "
            f"{unfinished[0]}); the last shard writes the files for all images"
        )
    else:
        _finish(run, names, segmenter.card.classes, formats, report)
    return report


def _predict(
    predictor: ImagePredictor,
    todo: Sequence[tuple[str, ImageFile]],
    crew: Crew,
    report: PredictionReport,
) -> None:
    start = time.perf_counter()
    problems: dict[str, Problem] = {}
    outcomes = crew.predict(predictor, todo)

    def pixels(outcome: tuple) -> int:
        return 0 if isinstance(outcome[1], Problem) else outcome[1].pixels

    for name, outcome in progress(outcomes, "predicting", len(todo), pixels=pixels):
        if isinstance(outcome, Problem):
            problems[name] = outcome
        else:
            predictor.run.seconds[name] = round(outcome.seconds, 3)
            report.pixels += outcome.pixels
    for name, image in todo:
        if name in problems:
            report.problems.append(problems[name])
            predictor.run.left_out[image.name] = str(problems[name])
    report.seconds = time.perf_counter() - start


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
        "backend": segmenter.backend.name,
        "formats": sorted(formats),
        "score_threshold": segmenter.score_threshold,
        "cell_width": segmenter.cell_width,
        "pixel_size": segmenter.pixel_size,
        "intensity": segmenter.intensity,
        "tile": segmenter.tile,
        "page": page,
        "channels": None if channels is None else list(channels),
    }


def _finish(
    run: RunFolder,
    names: dict[str, ImageFile],
    classes: Sequence[str],
    formats: Sequence[str],
    report: PredictionReport,
) -> None:
    """Write what is one file for all images, and the record."""
    images: dict[str, dict] = {}
    rows: list[dict] = []
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
    finished = {names[name].name for name in images}
    run.left_out = {file: why for file, why in run.left_out.items() if file not in finished}
    report.files.append(run.write_run(images))
    run.remove_unfinished()
