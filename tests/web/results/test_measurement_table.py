import contextlib
import csv

import pytest
from web_project import CLASSES, draw_images, found

from mmcsam.export.export import write_table
from mmcsam.export.measurements import table_columns
from mmcsam.web.project.project import Project
from mmcsam.web.results import measurement_table as module
from mmcsam.web.results.measurement_table import MeasurementTable, unit_of


@pytest.fixture
def project(tmp_path):
    opened = Project.open(tmp_path / "project", draw_images(tmp_path / "scans"), CLASSES)
    boxes = (0, 0, 10, 10), (20, 0, 5, 4), (40, 0, 9, 9)
    cells = found(*boxes, scores=[0.9, 0.8, 0.2], labels=[0, 1, 0])
    opened.set_prediction(1, cells, "0" * 12)
    yield opened
    opened.close()


def test_rows_of_the_cells_that_count(project):
    first, second = MeasurementTable(project).rows(1)
    assert (first["image"], first["label"], first["id"], first["class"]) == (
        "a.png",
        1,
        1,
        "plasma cell",
    )
    assert (second["area_px"], second["class"], second["score"]) == (20, "other", 0.8)
    assert 0 < first["mean_intensity_red"] < 255 and "area_um2" not in first


def test_micrometres(project):
    project.change_settings(pixel_size=0.5)
    row = MeasurementTable(project).rows(1)[0]
    assert row["area_um2"] == 25 and row["perimeter_um"] == row["perimeter_px"] / 2


def test_measured_once(project, monkeypatch):
    table, measured, real = MeasurementTable(project), [], module.measure
    monkeypatch.setattr(module, "measure", lambda item: measured.append(item) or real(item))
    table.rows(1)
    assert len(measured) == 2
    project.change_settings(threshold=0.1)
    assert len(table.rows(1)) == 3 and len(measured) == 3


def test_columns_as_in_the_export(project, tmp_path):
    rows = MeasurementTable(project).rows(1)
    write_table(tmp_path / "cells.csv", rows)
    with open(tmp_path / "cells.csv", newline="") as file:
        assert next(csv.reader(file)) == table_columns(rows)
    assert table_columns([])[0] == "image"
    assert [unit_of(name) for name in ("area_um2", "perimeter_um", "area_px", "parts")] == [
        "µm²",
        "µm",
        "px",
        "",
    ]


def test_lost_image_has_no_intensities(project, tmp_path):
    (tmp_path / "scans/a.png").unlink()
    assert "mean_intensity_red" not in MeasurementTable(project).rows(1)[0]
    assert len(MeasurementTable(project).objects(1)) == 2


def test_nuclei_of_what_counts(tmp_path):
    """20 pixels of nucleus beside 80 of the cell; gone with the nucleus."""
    classes = ("cell", "nucleus")
    with contextlib.closing(
        Project.open(tmp_path / "project", draw_images(tmp_path / "scans"), classes)
    ) as project:
        cells = found(
            (2, 3, 10, 10), (4, 5, 4, 5), scores=[0.9, 0.6], labels=[0, 1], classes=classes
        )
        project.set_prediction(1, cells, "0" * 12)
        table = MeasurementTable(project)
        assert [row["nucleus_to_cytoplasm"] for row in table.rows(1)] == [0.25, None]
        assert "nucleus_to_cytoplasm" in table_columns(table.rows(1))
        project.change_settings(threshold=0.7)
        assert [row["nucleus_to_cytoplasm"] for row in table.rows(1)] == [None]
