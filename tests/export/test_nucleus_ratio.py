"""Nuclei and cells of boxes, whose pixels are counted by hand."""

import csv
import json

import pytest
from exported_masks import HEIGHT, WIDTH, annotation, full

from mmcsam.export.export import export_coco
from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.nucleus_ratio import are_nuclei_told, nucleus_to_cytoplasm
from mmcsam.structures.instance_mask import InstanceMask


def ratios(*named):
    """Return the ratios of (class, left, top, right, bottom)."""
    return nucleus_to_cytoplasm(
        [
            ExportedObject(place, place, name, 1, None, InstanceMask.cut(full(box)))
            for place, (name, *box) in enumerate(named, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (("cell", "nucleus"), True),
        (("Nuclei", "plasma cell", "other"), True),
        (("cell", " NUCLEUS "), True),
        (("plasma cell", "other nucleated cell"), False),
        (("nucleus",), False),
        (("nucleus", "Nuclei"), False),
        (("cell",), False),
        ((), False),
    ],
)
def test_classes(classes, told):
    assert are_nuclei_told(classes) is told


def test_a_nucleus_in_its_cell():
    """4x5 of 10x10 pixels: 20 beside 80."""
    assert ratios(("cell", 2, 3, 12, 13), ("nucleus", 4, 5, 8, 10)) == [0.25, None]


def test_a_nucleus_that_reaches_out():
    """6x5 pixels, 4x5 of them inside: those outside do not count."""
    assert ratios(("Nucleus", 8, 5, 14, 10), ("cell", 2, 3, 12, 13)) == [None, 0.25]


@pytest.mark.parametrize(("left", "expected"), [(9, 15 / 85), (10, None)])
def test_half_of_a_nucleus(left, expected):
    """6x5 pixels, of which 3 columns of six, or 2, lie inside."""
    found = ratios(("cell", 2, 3, 12, 13), ("nucleus", left, 5, left + 6, 10))
    assert found == [expected, None]


def test_two_nuclei_count_their_pixels_once():
    """4x4 and 4x4, which share 2x4: 24 beside 76."""
    found = ratios(
        ("cell", 2, 3, 12, 13),
        ("nucleus", 3, 4, 7, 8),
        ("nuclei", 5, 4, 9, 8),
        ("other", 20, 0, 30, 9),
    )
    assert found == [24 / 76, None, None, None]


def test_of_two_cells_the_one_that_shares_more():
    """A nucleus of 6x4 pixels, 4 columns of which lie in the second cell, 2 in the first."""
    found = ratios(("cell", 0, 0, 10, 10), ("cell", 10, 0, 20, 10), ("nucleus", 8, 2, 14, 6))
    assert found == [None, 16 / 84, None]


def test_cells_that_overlap():
    """The nucleus lies in both as a whole, and belongs to the first."""
    assert ratios(("a", 0, 0, 10, 10), ("b", 0, 0, 20, 10), ("nucleus", 2, 2, 6, 7))[:2] == [
        0.25,
        None,
    ]


def test_a_nucleus_larger_than_its_cell():
    assert ratios(("cell", 4, 4, 8, 8), ("nucleus", 3, 4, 8, 8)) == [None, None]


def test_nothing_to_measure():
    assert ratios() == []
    assert ratios(("nucleus", 0, 0, 2, 2)) == [None]
    assert ratios(("cell", 0, 0, 2, 2)) == [None]


def test_the_table_has_the_column(tmp_path):
    nucleus = annotation(2, full((4, 5, 8, 10)), category_id=2)
    categories = [{"id": 1, "name": "cell"}, {"id": 2, "name": "nucleus"}]
    content = {
        "images": [{"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}],
        "annotations": [annotation(1, full((2, 3, 12, 13))), nucleus],
        "categories": categories,
    }
    path = tmp_path / "coco.json"
    path.write_text(json.dumps(content))
    export_coco(path, tmp_path / "out", ["csv"], workers=1)
    with open(tmp_path / "out/cells.csv", newline="") as file:
        assert [row["nucleus_to_cytoplasm"] for row in csv.DictReader(file)] == ["0.25", ""]
    categories[1]["name"] = "other"
    path.write_text(json.dumps(content))
    export_coco(path, tmp_path / "out2", ["csv"], workers=1)
    assert "nucleus" not in (tmp_path / "out2/cells.csv").read_text()
