"""Which of a model's classes annotations mean."""

import pytest

from mmcsam.fine_tuning.class_map import match_classes

KNOWN = ("plasma cell", "other nucleated cell")


@pytest.mark.parametrize(
    ("annotated", "given", "expected"),
    [
        (["cell"], None, {"cell": "plasma cell"}),
        (["other nucleated cell"], None, {"other nucleated cell": "other nucleated cell"}),
        (["cell"], {"cell": "other nucleated cell"}, {"cell": "other nucleated cell"}),
        (
            ["blast", "plasma cell"],
            {"blast": "other nucleated cell"},
            {"blast": "other nucleated cell", "plasma cell": "plasma cell"},
        ),
    ],
)
def test_matched(annotated, given, expected):
    assert match_classes(annotated, KNOWN, given) == expected
    assert list(match_classes(annotated, KNOWN, given)) == annotated


@pytest.mark.parametrize(
    ("annotated", "given", "words"),
    [
        (["blast", "plasma cell"], None, "no class 'blast', only plasma cell, other nucl"),
        (["cell"], {"cells": "plasma cell"}, r"--classes cells=plasma cell: .* \(cell\)"),
        (["cell"], {"cell": "lymphocyte"}, "--classes cell=lymphocyte: expected one of"),
    ],
)
def test_refused(annotated, given, words):
    with pytest.raises(ValueError, match=words):
        match_classes(annotated, KNOWN, given)
