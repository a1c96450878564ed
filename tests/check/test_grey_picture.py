"""Images in grey; what cannot be read is none."""

import cv2
import numpy as np

from mmcsam.check.grey_picture import read_grey


def test_read_grey(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((4, 6, 3), 200, np.uint8))
    assert (read_grey(tmp_path / "a.png") == np.full((4, 6), 200, np.uint8)).all()
    (tmp_path / "b.png").write_bytes(b"x")
    assert read_grey(tmp_path / "b.png") is None
    assert read_grey(tmp_path / "absent.png") is None
