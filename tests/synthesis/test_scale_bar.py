"""The bar is as long as it says."""

import numpy as np

from mmcsam.synthesis.scale_bar import burn_scale_bar


def test_bar_of_ten_micrometres():
    image = np.full((192, 256, 3), 120, np.uint8)
    burn_scale_bar(image, 0.2)
    assert tuple(np.flatnonzero((image[185] != 120).any(axis=1))[[0, -1]]) == (204, 253)
    assert (image[:100] == 120).all()
