import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from pycocotools import mask as mask_api

from mmcsam.structures.rle import cut_to_box, decode_crop, encode_crop, encode_edges, encode_masks


def place(crop, left, top, size):
    full = np.zeros((size[1], size[0]), np.uint8)
    full[top : top + crop.shape[0], left : left + crop.shape[1]] = crop > 0
    return full


@given(
    crop=npst.arrays(
        np.uint8,
        npst.array_shapes(min_dims=2, max_dims=2, max_side=12),
        elements=st.sampled_from([0, 20, 40]),
    ),
    margins=st.tuples(*[st.integers(0, 7)] * 4),
)
def test_equals_pycocotools_on_the_whole_mask(crop, margins):
    left, top, right, bottom = margins
    width, height = left + crop.shape[1] + right, top + crop.shape[0] + bottom
    full = place(crop, left, top, (width, height))

    rle = encode_crop(crop, left, top, (width, height))

    expected = mask_api.encode(np.asfortranarray(full))
    assert rle == {"size": [height, width], "counts": expected["counts"].decode()}
    np.testing.assert_array_equal(mask_api.decode(rle), full)
    again, left, top = decode_crop(rle)
    np.testing.assert_array_equal(place(again, left, top, (width, height)), full)
    if full.any():
        assert [left, top, *again.shape[::-1]] == mask_api.toBbox(rle).tolist()
        assert decode_crop(expected)[0].tolist() == again.tolist()
    else:
        assert again.shape == (0, 0)


def test_empty_and_full():
    assert mask_api.area(encode_crop(np.zeros((2, 3)), 1, 1, (5, 4))) == 0
    assert mask_api.area(encode_crop(np.ones((4, 5)), 0, 0, (5, 4))) == 20


def test_columns_that_meet_at_the_border_are_one_run():
    rle = encode_crop(np.ones((3, 2)), 1, 0, (4, 3))
    # 3 pixels off, 6 on, 3 off, down the columns.
    expected = mask_api.frPyObjects({"size": [3, 4], "counts": [3, 6, 3]}, 3, 4)
    assert rle["counts"] == expected["counts"].decode()


@pytest.mark.parametrize(("left", "top"), [(-1, 0), (0, -1), (3, 0), (0, 3)])
def test_crop_outside_the_image(left, top):
    with pytest.raises(ValueError, match="does not lie inside an image of 4x4"):
        encode_crop(np.ones((2, 2)), left, top, (4, 4))


@pytest.mark.parametrize("size", [(1, 1), (70, 50), (500, 3000)])
def test_decoding_runs_of_every_length(size):
    rng = np.random.default_rng(0)
    full = np.kron(rng.random((5, 5)) < 0.5, np.ones((600, 100))).astype(np.uint8)[
        : size[1], : size[0]
    ]
    full[rng.integers(size[1], size=9), rng.integers(size[0], size=9)] ^= 1
    rle = mask_api.encode(np.asfortranarray(full))
    crop, left, top = decode_crop(rle)
    np.testing.assert_array_equal(place(crop, left, top, size), full)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ("", "not COCO's compressed form"),
        ("5220é", "not COCO's compressed form"),
        ("5220 ", "not COCO's compressed form"),
        ("52203o", "not COCO's compressed form"),
        ("5220", "they make 11 pixels, 4x4 are 16"),
        ("522035", "4x4 are 16"),
        ("52O", "a run is negative"),
        ("o" * 13 + "0", "more than 60 bits"),
    ],
)
def test_damaged_counts(counts, message):
    with pytest.raises(ValueError, match=message):
        decode_crop({"size": [4, 4], "counts": counts})


@pytest.mark.parametrize("dtype", [bool, np.uint8])
def test_whole_masks(dtype):
    masks = np.zeros((3, 40, 50), dtype)
    masks[0, 3:9, 40:50] = 1
    masks[1] = np.random.default_rng(0).random((40, 50)) < 0.1
    expected = [mask_api.encode(np.asfortranarray(mask.astype(np.uint8))) for mask in masks]
    assert [rle["counts"] for rle in encode_masks(masks)] == [
        rle["counts"].decode() for rle in expected
    ]
    crop, left, top = cut_to_box(masks[0])
    assert (crop.shape, left, top) == ((6, 10), 40, 3)
    assert cut_to_box(masks[2])[0].shape == (0, 0)


def test_whole_masks_of_another_type():
    with pytest.raises(TypeError, match="expected a mask of bool or uint8, got float32"):
        encode_masks(np.zeros((1, 4, 5), np.float32))


@pytest.mark.parametrize(
    ("edges", "counts"),
    [
        ([], [20]),
        ([0, 20], [0, 20]),
        ([3, 8, 8, 12], [3, 9, 8]),
        ([3, 3, 8, 12], [8, 4, 8]),
        ([3, 8, 8, 8], [3, 5, 12]),
    ],
)
def test_edges(edges, counts):
    expected = mask_api.frPyObjects({"size": [4, 5], "counts": counts}, 4, 5)
    assert encode_edges(np.array(edges, np.int64), (5, 4))["counts"] == expected["counts"].decode()
