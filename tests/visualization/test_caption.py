"""Text that OpenCV can draw."""

import os

import cv2
import numpy as np
import pytest

from mmcsam.visualization.caption import drawable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a.png", "a.png"),
        ("\u00e9 \u00b5.png".encode(), "\u00e9 \u00b5.png"),
        (b"\xffa\x80", "?a?"),
    ],
)
def test_names_of_files(name, shown):
    text = drawable(os.fsdecode(name))
    assert text == shown
    cv2.putText(np.zeros((20, 90, 3), np.uint8), text, (2, 12), 0, 0.4, (9, 9, 9))
