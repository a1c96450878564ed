"""Files for other programs, packed as one."""

import json
import secrets
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from mmcsam.export.export import FORMATS as EXPORTERS
from mmcsam.export.export import write_table
from mmcsam.export.export_report import TABLE
from mmcsam.export.image_exporter import ImageExporter
from mmcsam.jobs.output_names import output_names
from mmcsam.jobs.whole_file import whole_file
from mmcsam.web.project.finished import finished_coco
from mmcsam.web.project.image_entry import ImageEntry
from mmcsam.web.project.project import Project

from .measurement_table import MeasurementTable

FORMATS = ("coco", *EXPORTERS)
_KEPT = 10  # of the latest
_LIBRARIES = {"labels": "tifffile", "imagej": "roifile", "csv": "skimage"}


class Export(NamedTuple):
    """What was written.

    Attributes:
        path: The ZIP file.
        files: What is in it.
        left_out: Names of images that are not in it, with the reasons.
    """

    path: Path
    files: list[str]
    left_out: list[tuple[str, str]]


def export_cells(
    project: Project, measurements: MeasurementTable, formats: Sequence[str], ids: Sequence[int]
) -> Export:
    """Write the cells of images that count as a ZIP file in the project's ``cache/exports``.

    Args:
        project: The project.
        measurements: Who measures, for the table.
        formats: One or more of "coco", "labels", "imagej", "qupath" and "csv".
        ids: Of the images.

    Raises:
        OSError: If it cannot be written.
        UnknownImageError: If there is no such image.
        ValueError: If a format is unknown or needs a library that is missing, or no image is left.
    """
    _check(formats)
    left_out: list[tuple[str, str]] = []
    entries = []
    for entry in map(project.entry, ids):
        reason = _unready(project, entry)
        if reason is None:
            entries.append(entry)
        else:
            left_out.append((entry.shown_name, reason))
    if not entries:
        raise ValueError("no image to export is left, expected one with cells; predict it first")
    folder = project.path / "cache/exports"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as stage:
        _write(Path(stage), project, measurements, formats, entries)
        files = sorted(path.relative_to(stage) for path in Path(stage).rglob("*") if path.is_file())
        time = datetime.now().strftime("%Y%m%d-%H%M%S")
        path = folder / f"cells-{time}-{secrets.token_hex(3)}.zip"
        with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in files:
                packed.write(Path(stage, file), str(file))
    for old in sorted(folder.glob("cells-*.zip"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
    return Export(path, [file.as_posix() for file in files], left_out)


def find_export(project: Project, name: str) -> Path:
    """Return an export's file by its name.

    Raises:
        FileNotFoundError: If there is none.
    """
    for path in (project.path / "cache/exports").glob("cells-*.zip"):
        if path.name == name:
            return path
    raise FileNotFoundError(f"{name:.60}: no such export, expected one of the latest; export again")


def _check(formats: Sequence[str]) -> None:
    unknown = [name for name in formats if name not in FORMATS]
    if not formats or unknown or len(set(formats)) < len(formats):
        raise ValueError(f"formats are {list(formats)!r:.100}, expected some of {FORMATS}")
    for name in formats:
        library = _LIBRARIES.get(name)
        if library is not None and find_spec(library) is None:
            raise ValueError(f'the format {name} needs {library}: pip install "mmcsam[formats]"')


def _unready(project: Project, entry: ImageEntry) -> str | None:
    image = project.image(entry.id)
    if image["state"] == "failed":
        return image["reason"]
    state = project.state(entry.id)
    if state.model is None and not state.cells and not state.finished:
        return "nobody has looked for cells in it; predict it first"
    return None


def _write(
    stage: Path,
    project: Project,
    measurements: MeasurementTable,
    formats: Sequence[str],
    entries: Sequence[ImageEntry],
) -> None:
    settings = project.settings
    own = tuple(name for name in formats if name in EXPORTERS and name != "csv")
    export = ImageExporter(stage, own, settings.classes, None, None, "annotation")
    rows: list[dict[str, Any]] = []
    names = output_names([entry.shown_name for entry in entries])
    for name, entry in zip(names, entries, strict=True):
        if own:
            export.write(name, entry.shown_name, entry.size, measurements.objects(entry.id))
        if "csv" in formats:
            rows += measurements.rows(entry.id)
    if "csv" in formats:
        write_table(stage / TABLE, rows)
    if "coco" in formats:
        found = [(entry, project.state(entry.id)) for entry in entries]
        coco = finished_coco(found, settings.classes, settings.threshold)
        (stage / "instances.json").write_text(json.dumps(coco), encoding="utf-8")
