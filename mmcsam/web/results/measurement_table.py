"""Measurements of cells, kept until the cells change."""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.intensities import mean_intensities
from mmcsam.export.measurements import NUCLEUS_COLUMN, measure
from mmcsam.export.nucleus_ratio import are_nuclei_told, nucleus_to_cytoplasm
from mmcsam.images.source import open_source
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.image_entry import ImageEntry
from mmcsam.web.project.project import Project
from mmcsam.web.project.project_cell import ProjectCell

_KEPT = 100_000  # cells
_UNITS = {"_px": "px", "_um2": "µm²", "_um": "µm"}
Row = dict[str, Any]


class MeasurementTable:
    """Measures the cells that count; what was measured once is measured again only if changed.

    Args:
        project: Whose cells.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = Lock()
        self._kept: dict[tuple[int, str], Row] = {}

    def objects(self, image_id: int) -> list[ExportedObject]:
        """Return the cells of an image that count, as exporters take them, numbered from 1."""
        settings = self._project.settings
        cells = self._project.state(image_id).shown(settings.threshold)
        return _objects(cells, settings.classes)

    def rows(self, image_id: int) -> list[Row]:
        """Return a row a cell, by column; without intensities if the image cannot be read.

        Raises:
            UnknownImageError: If there is no such image.
        """
        project, entry = self._project, self._project.entry(image_id)
        settings = project.settings
        cells = project.state(image_id).shown(settings.threshold)
        with self._lock:
            self._measure_new(entry, cells)
            shapes = [self._kept[image_id, cell.counts] for cell in cells]
        pixel_size = settings.pixel_size or entry.pixel_size
        rows = []
        for number, (cell, shape) in enumerate(zip(cells, shapes, strict=True), start=1):
            row = {
                **shape,
                "image": entry.shown_name,
                "label": number,
                "id": cell.id,
                "class": settings.classes[cell.label],
                "score": cell.score,
            }
            if pixel_size is not None:
                row["area_um2"] = row["area_px"] * pixel_size**2
                for name in ("perimeter", "equivalent_diameter", "major_axis", "minor_axis"):
                    row[f"{name}_um"] = row[f"{name}_px"] * pixel_size
            rows.append(row)
        if are_nuclei_told(settings.classes):
            ratios = nucleus_to_cytoplasm(_objects(cells, settings.classes))
            for row, ratio in zip(rows, ratios, strict=True):
                row[NUCLEUS_COLUMN] = ratio
        return rows

    def _measure_new(self, entry: ImageEntry, cells: Iterable[ProjectCell]) -> None:
        if len(self._kept) > _KEPT:
            self._kept.clear()
        new = {cell.counts: cell for cell in cells if (entry.id, cell.counts) not in self._kept}
        objects = [ExportedObject(1, 1, "", 1, None, cell.mask) for cell in new.values()]
        means: list[dict[str, float]] = [{} for _ in objects]
        if objects:
            try:
                path = self._project.image_path(entry.id)
                with open_source(path, name=entry.name) as source:
                    if (source.width, source.height) == entry.size:
                        means = mean_intensities(source, objects)
            except (OSError, UnusableFileError):
                pass  # the list of images says so
        for counts, item, mean in zip(new, objects, means, strict=True):
            self._kept[entry.id, counts] = {**measure(item), **mean}


def _objects(cells: Iterable[ProjectCell], classes: Sequence[str]) -> list[ExportedObject]:
    return [
        ExportedObject(number, cell.id, classes[cell.label], cell.label + 1, cell.score, cell.mask)
        for number, cell in enumerate(cells, start=1)
    ]


def unit_of(column: str) -> str:
    """Return a column's unit; empty if it has none.

    Example:
        >>> unit_of("area_um2"), unit_of("perimeter_px"), unit_of("class")
        ('µm²', 'px', '')
    """
    return next((unit for end, unit in _UNITS.items() if column.endswith(end)), "")
