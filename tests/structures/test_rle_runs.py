"""COCO's compressed counts as runs."""

import numpy as np
import pytest
from drawn_blobs import draw_blobs, encode_whole
from pycocotools import mask as mask_api

from mmcsam.structures.rle_runs import ObjectRuns, object_runs


def test_damaged_counts_and_two_sizes():
    with pytest.raises(ValueError, match="they make 16 pixels, 5x4 are 20"):
        object_runs([{"size": [4, 5], "counts": "52203"}])
    with pytest.raises(ValueError, match=r"masks of one size, got \[\(4, 4\), \(4, 5\)\]"):
        object_runs([{"size": [4, 4], "counts": "@"}, {"size": [4, 5], "counts": "D"}])


def test_many_at_a_time_are_as_one_by_one():
    rles = encode_whole(draw_blobs((33, 21)))
    for place, rle in enumerate(rles):
        together = object_runs(rles)
        own = together.mask == place
        alone = object_runs([rle])
        for part, expected in zip(together[:2], alone[:2], strict=True):
            np.testing.assert_array_equal(part[own], expected)
    assert isinstance(together, ObjectRuns)


def compressed(counts, height, width):
    return mask_api.frPyObjects({"size": [height, width], "counts": counts}, height, width)


@pytest.mark.parametrize(
    ("counts", "first", "end"),
    [
        ([24], [], []),
        ([0, 24], [0], [24]),
        ([0, 1, 23], [0], [1]),
        ([23, 1], [23], [24]),
        ([1, 2, 3, 4, 5, 6, 3], [1, 6, 15], [3, 10, 21]),
        ([1, 2, 3, 0, 5, 6, 7], [1, 11], [3, 17]),  # a run of no pixel is none
    ],
)
def test_runs_of_counts(counts, first, end):
    runs = object_runs([compressed(counts, 4, 6)])
    assert (runs.first.tolist(), runs.end.tolist()) == (first, end)
    assert runs.mask.tolist() == [0] * len(first)
    assert all(part.dtype == np.int64 for part in runs)


def test_counts_of_text_and_of_bytes_together():
    rle = compressed([5, 2, 17], 4, 6)
    as_text = {**rle, "counts": rle["counts"].decode()}
    runs = object_runs([rle, as_text])
    assert [part.tolist() for part in runs] == [[5, 5], [7, 7], [0, 1]]


def test_runs_of_many_characters():
    """Counts above 2^15 take four characters or more."""
    counts = [10**6, 1, 10**7, 2 * 10**6, 50_000, 3, 10**8 - 13_050_004]
    runs = object_runs([compressed(counts, 10_000, 10_000)])
    ends = np.cumsum(counts).tolist()
    assert (runs.first.tolist(), runs.end.tolist()) == (ends[0:-1:2], ends[1::2])


def test_nothing():
    assert [part.tolist() for part in object_runs([])] == [[], [], []]
