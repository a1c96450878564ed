"""Every way in which COCO writes a mask."""

import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.coco.mask import compressed_rle, counts_fault, damaged_rles


def test_every_kind_of_mask():
    polygon = [[1, 1, 4, 1, 4, 3, 1, 3]]
    expected = compressed_rle(polygon, 6, 4)
    mask = mask_api.decode(expected)
    assert mask.sum() == 6
    assert isinstance(expected["counts"], str)
    flat = mask.ravel(order="F")
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flat))))
    counts = np.diff(np.concatenate(([0], edges, [flat.size]))).tolist()
    assert compressed_rle({"size": [4, 6], "counts": counts}, 6, 4) == expected
    as_bytes = {"size": [4, 6], "counts": expected["counts"].encode()}
    assert compressed_rle(as_bytes, 6, 4) == expected


def test_compressed_counts_are_not_touched():
    rle = {"size": [4, 6], "counts": "anything"}
    assert compressed_rle(rle, 6, 4) is rle


def test_a_size_may_be_a_tuple():
    rle = compressed_rle({"size": (4, 6), "counts": [9, 2, 2, 2, 9]}, 6, 4)
    assert rle == compressed_rle({"size": [4, 6], "counts": [9, 2, 2, 2, 9]}, 6, 4)
    assert np.argwhere(mask_api.decode(rle)).tolist() == [[1, 2], [1, 3], [2, 2], [2, 3]]


@pytest.mark.parametrize("size", [[4.0, 6.0], ["4", "6"], (4, 6.0), [4, "6"]])
def test_sizes_that_are_no_whole_numbers(size):
    """MMDetection's pycocotools takes none of them."""
    expected = compressed_rle({"size": [4, 6], "counts": [9, 2, 2, 2, 9]}, 6, 4)
    for counts in ([9, 2, 2, 2, 9], [9.0, 2, 2, 2, 9], expected["counts"]):
        rle = compressed_rle({"size": size, "counts": counts}, 6, 4)
        assert rle == expected
        assert [type(side) for side in rle["size"]] == [int, int]


def test_damaged_rles():
    good = compressed_rle({"size": [4, 6], "counts": [9, 2, 2, 2, 9]}, 6, 4)
    bad = [
        {**good, "counts": counts}
        for counts in (good["counts"][:-1], good["counts"] * 2, "", "é", "9" * 40)
    ]
    assert damaged_rles([good, good]) == {}
    assert damaged_rles([]) == {}
    found = damaged_rles([bad[0], good, *bad[1:]])
    assert list(found) == [0, 2, 3, 4, 5]
    assert found[0] == "the RLE's counts are damaged: they make 15 pixels, 6x4 are 24"


def test_several_polygons_are_one_mask():
    left, right = [0, 0, 2, 0, 2, 4, 0, 4], [4, 0, 6, 0, 6, 4, 4, 4]
    mask = mask_api.decode(compressed_rle([left, right], 6, 4))
    assert mask.tolist() == [[1, 1, 0, 0, 1, 1]] * 4


@pytest.mark.parametrize(
    ("segmentation", "message"),
    [
        ("52203", "a mask is an RLE or a list of polygons, not '52203'"),
        ({"counts": "52203"}, "a mask is an RLE or a list of polygons"),
        ({"size": [4, 6]}, "a mask is an RLE or a list of polygons"),
        ([[1, 1, 4, 1]], "a polygon needs three points, six numbers, or more"),
        ({"size": [6, 4], "counts": [24]}, "its image .* swapped, and nobody can tell whether"),
        ({"size": [5, 6], "counts": [24]}, r"has \[5, 6\] rows and columns, its image \[4, 6\]$"),
        ({"size": [4, "six"], "counts": [24]}, r"has \[4, 'six'\] rows and columns"),
        ({"format": "rle", "rle": [0, 0, 0, 15]}, "a mask is an RLE or a list of polygons"),
    ],
)
def test_what_is_no_mask(segmentation, message):
    with pytest.raises(ValueError, match=message):
        compressed_rle(segmentation, 6, 4)


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ([24], None),
        ([0, 24], None),
        ([12.0, 12], None),
        ([], "the RLE's counts make 0 pixels of 24"),
        ([5, 20], "the RLE's counts make 25 pixels of 24"),
        ([12.5, 11.5], "the RLE's counts are no whole numbers"),
        ([25, -1], "the RLE's counts are no whole numbers"),
        ([True, 23], "the RLE's counts are no whole numbers"),
    ],
)
def test_faults_of_uncompressed_counts(counts, fault):
    assert counts_fault(counts, 6, 4) == fault
