import numpy as np

from mmcsam.structures.rle import encode_crop
from mmcsam.visualization.outlines import draw_outlines


def test_only_the_rim_is_drawn():
    picture = np.zeros((20, 30, 3), np.uint8)
    draw_outlines(picture, [encode_crop(np.ones((9, 9)), 5, 4, (30, 20))], (255, 255, 255), 1)
    assert (picture[4, 5:14] > 200).all()
    assert not picture[7:10, 8:11].any()
    assert not picture[:2].any()
