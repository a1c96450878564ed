"""Values of JSON, polygons and run lengths, drawn by hypothesis."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as mask_api

from mmcsam.coco.json_values import flag, identifier, is_number, number, whole_number
from mmcsam.coco.mask import compressed_rle, damaged_rles
from mmcsam.coco.polygons import as_polygons
from mmcsam.structures.rle import decode_crop

numbers = st.integers() | st.floats() | st.text(max_size=8) | st.booleans() | st.none()
values = st.recursive(numbers, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(values)
@settings(deadline=None)
def test_single_values_end_in_a_value_or_none(value):
    assert flag(value) in (True, False, None)
    assert isinstance(identifier(value), int | str | None)
    assert number(value) is None or np.isfinite(number(value))
    assert whole_number(value) is None or type(whole_number(value)) is int
    assert is_number(value) in (True, False)


@given(st.lists(values) | st.lists(st.lists(st.floats(-50, 50))))
@settings(deadline=None)
def test_polygons_end_in_coordinates_or_a_value_error(segmentation):
    try:
        polygons, lost = as_polygons(segmentation)
    except ValueError as error:
        assert "polygon" in str(error)
        return
    assert lost >= 0
    assert all(np.isfinite(p).all() and len(p) % 2 == 0 and len(p) >= 6 for p in polygons)


@given(values, st.integers(1, 30), st.integers(1, 30))
@settings(deadline=None)
def test_masks_end_in_an_rle_or_a_value_error(segmentation, width, height):
    try:
        rle = compressed_rle(segmentation, width, height)
    except ValueError:
        return
    assert rle["size"] == [height, width]


@given(st.text(st.characters(min_codepoint=40, max_codepoint=125), max_size=12))
@settings(max_examples=300, deadline=None)
def test_counts_are_decoded_as_pycocotools_does_or_refused(counts):
    rle = {"size": [6, 5], "counts": counts}
    if damaged_rles([rle]):
        return
    crop, left, top = decode_crop(rle)
    whole = np.zeros((6, 5), np.uint8)
    whole[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    assert np.array_equal(whole, mask_api.decode(json.loads(json.dumps(rle))))
