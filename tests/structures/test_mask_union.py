"""The union of masks is that of their pixels in the image."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.mask_union import union


@settings(deadline=None)
@given(st.lists(arrays(bool, (6, 9)).filter(np.any), min_size=1, max_size=3))
def test_the_pixels_that_any_covers(masks):
    result = union([InstanceMask.cut(mask) for mask in masks])
    assert result.image_size == (9, 6)
    assert InstanceMask.cut(np.any(masks, axis=0)).rle == result.rle
