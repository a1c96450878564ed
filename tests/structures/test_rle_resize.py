import cv2
import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.structures.rle_overlap import intersections, union_areas
from mmcsam.structures.rle_resize import resize_runs
from mmcsam.structures.rle_runs import ObjectRuns, object_runs


def draw(size):
    """Blobs of every share of the image, one of them speckled, an empty and a full mask."""
    rng = np.random.default_rng(0)
    masks = []
    for share in np.linspace(0.2, 0.8, 6):
        field = cv2.resize(rng.random((9, 9)), size[::-1], interpolation=cv2.INTER_LINEAR)
        masks.append(field < share)
    masks[3] ^= rng.random(size) < 0.01
    return np.array([*masks, np.zeros(size), np.ones(size)], np.uint8)


def encode(masks):
    return [mask_api.encode(np.asfortranarray(mask)) for mask in masks]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((1920, 2560), (1080, 1440)),  # SegPC-2021's two sizes, to the challenge's
        ((1536, 2040), (1080, 1440)),
        ((48, 64), (108, 144)),
        ((50, 70), (33, 47)),
        ((50, 70), (100, 47)),
        ((7, 5), (7, 5)),
        ((64, 64), (1, 1)),
        ((1, 1), (5, 4)),
    ],
)
def test_equals_opencv_on_whole_masks(old, new):
    masks = draw(old)
    runs = resize_runs(object_runs(encode(masks)), old, new)
    painted = np.zeros((len(masks), new[0] * new[1]), np.uint8)
    for first, end, mask in zip(*runs, strict=True):
        painted[mask, first:end] += 1
    expected = [cv2.resize(mask, new[::-1], interpolation=cv2.INTER_NEAREST) for mask in masks]
    np.testing.assert_array_equal(
        painted.reshape(len(masks), new[1], new[0]).transpose(0, 2, 1), expected
    )


def test_overlaps_equal_numpy():
    masks = draw((40, 30))
    runs = object_runs(encode(masks))
    first, second = object_runs(encode(masks[:3])), object_runs(encode(masks[3:]))
    covered = [part.any(axis=0).sum() for part in (masks[:3], masks[3:], masks)]
    assert list(union_areas(first, second)) == covered
    pairs = np.argwhere(np.ones((8, 8)))
    expected = [(masks[i] & masks[j]).sum() for i, j in pairs]
    assert intersections(runs, pairs, 1200).tolist() == expected


def test_nothing():
    nothing = object_runs([])
    assert union_areas(nothing, nothing) == (0, 0, 0)
    assert intersections(nothing, np.zeros((0, 2), int), 16).tolist() == []
    empty = object_runs(encode(np.zeros((2, 4, 4), np.uint8)))
    assert intersections(empty, np.array([[0, 1]]), 16).tolist() == [0]
    assert all(part.size == 0 for part in resize_runs(empty, (4, 4), (2, 2)))


def test_damaged_counts_and_two_sizes():
    with pytest.raises(ValueError, match="they make 16 pixels, 5x4 are 20"):
        object_runs([{"size": [4, 5], "counts": "52203"}])
    with pytest.raises(ValueError, match=r"masks of one size, got \[\(4, 4\), \(4, 5\)\]"):
        object_runs([{"size": [4, 4], "counts": "@"}, {"size": [4, 5], "counts": "D"}])


def test_many_at_a_time_are_as_one_by_one():
    rles = encode(draw((33, 21)))
    for place, rle in enumerate(rles):
        together = object_runs(rles)
        own = together.mask == place
        alone = object_runs([rle])
        for part, expected in zip(together[:2], alone[:2], strict=True):
            np.testing.assert_array_equal(part[own], expected)
    assert isinstance(together, ObjectRuns)
