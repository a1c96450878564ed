"""What figures are computed over, and what they leave out."""

import numpy as np
import pytest

from mmcsam.evaluation.coverage import (
    detection_limit,
    prediction_notes,
    require_single_cells,
    truth_notes,
)
from mmcsam.evaluation.pairs import ImagePair
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.rle import encode_crop

SIZE = (20, 400)


def cells(count):
    return [encode_crop(np.ones((2, 2)), 3 * place, 4, SIZE[::-1]) for place in range(count)]


def pair(true, predicted, name="a.png", scores=None, crowd=None):
    return ImagePair(name, SIZE, cells(true), cells(predicted), scores, crowd)


def images(*pairs):
    return [{"cell": each} for each in pairs]


@pytest.mark.parametrize(
    ("true", "predicted", "asked", "limit"),
    [
        (100, 120, None, 100),  # COCO's, as long as it can be reached
        (101, 120, None, 120),
        (101, 50, None, 100),
        (101, 120, 7, 7),
    ],
)
def test_limit(true, predicted, asked, limit):
    assert detection_limit([images(pair(true, predicted), pair(1, 1))], asked) == limit


def test_limit_of_several_models():
    """One for all, so that they can be compared."""
    few, many = images(pair(101, 5)), images(pair(101, 130))
    assert detection_limit([few, many]) == detection_limit([many, few]) == 130
    crowds = images(pair(120, 130, crowd=[True] * 30 + [False] * 90))
    assert detection_limit([crowds]) == 100
    assert detection_limit([]) == 100


def test_all_crowd():
    for flags in ([True], [True] * 18):
        with pytest.raises(UnusableFileError, match=f"t.json: all {len(flags)} annotations are "):
            require_single_cells(flags, "t.json")
    require_single_cells([], "t.json")
    require_single_cells(iter([True, False]), "t.json")


def test_nothing_to_say():
    complete = images(pair(2, 2), pair(1, 3))
    assert truth_notes(complete) == prediction_notes(complete, 0.5, 100) == []
    assert truth_notes([]) == prediction_notes([], 0.5, 100) == []


def test_truth():
    empty = encode_crop(np.zeros((1, 1)), 0, 0, SIZE[::-1])
    blank = ImagePair("b.png", SIZE, [empty, *cells(1)], [])
    crowd = pair(3, 0, "c.png", crowd=[True, True, False])
    notes = truth_notes(images(pair(0, 1), blank, crowd, pair(0, 0)))
    assert [note.split(" (")[0].split(": ")[0] for note in notes] == [
        "2 annotations are crowd regions",
        "2 of 4 images have no true cell",
        "1 true cells have no pixel",
    ]
    assert "(first: a.png)" in notes[1]


def test_classes_without_truth():
    one = {"cell": pair(1, 1), "bud": pair(0, 2)}
    (note,) = truth_notes([one])
    assert note.startswith("the class bud has no true cell: means over classes leave it out")
    assert truth_notes([one, {"cell": pair(0, 0), "bud": pair(1, 0)}]) == []


def test_predictions():
    notes = prediction_notes(images(pair(3, 0), pair(2, 5), pair(1, 0, "c.png")), 0.5, 100)
    assert notes == [
        "2 of 3 images have no prediction (first: a.png); their 4 true cells count as missed"
    ]
    notes = prediction_notes(images(pair(3, 2, scores=[0.1, 0.4])), 0.5, 100)
    assert notes == ["all 2 predictions have a score below 0.5, and count in AP and AR only"]


@pytest.mark.parametrize(("true", "end"), [(3, "with more than 3"), (4, "so no AR can be 1")])
def test_limit_is_reached(true, end):
    (note,) = prediction_notes(images(pair(true, 5), pair(1, 3), pair(1, 4)), 0.5, 3)
    assert note.startswith("AP and AR leave out 3 of 12 predictions, in 2 images with more than 3")
    assert note.endswith(end)
