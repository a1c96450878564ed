import base64

import cv2
import numpy as np
import pytest

from mmcsam.report.picture import PANEL_WIDTH, data_uri, read_panel


def test_panel_of_a_deep_image_is_stretched(tmp_path):
    pixels = np.linspace(1000, 1400, 1200).reshape(30, 40).astype(np.uint16)
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    panel = read_panel(tmp_path / "a.png", (30, 40))
    assert panel.shape == (420, PANEL_WIDTH, 3)
    assert panel.min() < 10
    assert panel.max() > 245


def test_image_of_another_size(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((20, 40), np.uint8))
    with pytest.raises(ValueError, match=r"a\.png: the image has 40x20 pixels, its masks 40x30"):
        read_panel(tmp_path / "a.png", (30, 40))


def test_image_stands_in_its_address():
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[:, 20:] = 40, 120, 200
    kind, _, content = data_uri(picture).partition(",")
    assert kind == "data:image/webp;base64"
    read = cv2.imdecode(np.frombuffer(base64.b64decode(content), np.uint8), cv2.IMREAD_COLOR)
    assert read.shape == picture.shape
    assert np.abs(read[:, 24:].mean(axis=(0, 1)) - [40, 120, 200]).max() < 6
    assert read[:, :16].max() < 6


def test_colours_and_sides_of_a_panel(tmp_path):
    """Twice as high as wide, and so is the panel; BGR as it is read."""
    pixels = np.zeros((40, 20, 3), np.uint8)
    pixels[:20] = 10, 20, 30
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    panel = read_panel(tmp_path / "a.png", (40, 20))
    assert panel.shape == (2 * PANEL_WIDTH, PANEL_WIDTH, 3)
    assert (panel[: PANEL_WIDTH - 20] == [10, 20, 30]).all()
    assert not panel[PANEL_WIDTH + 20 :].any()


def test_grey_images_get_three_equal_channels(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((30, 40), 77, np.uint8))
    assert (read_panel(tmp_path / "a.png", (30, 40)) == 77).all()


def test_without_an_image_the_background_is_plain():
    panel = read_panel(None, (30, 40))
    assert panel.shape == (420, PANEL_WIDTH, 3)
    assert len(np.unique(panel)) == 1
    assert read_panel(None, (1, 5000)).shape == (1, PANEL_WIDTH, 3)  # never without a row


def test_a_flat_deep_image(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((30, 40), 3000, np.uint16))
    assert not read_panel(tmp_path / "a.png", (30, 40)).any()


@pytest.mark.parametrize("size", [(35, 1), (9000, 3), (1, 4000)])
def test_a_strip_stays_a_picture_that_webp_takes(size):
    """WebP ends at 16,383 pixels a side."""
    panel = read_panel(None, size)
    assert max(panel.shape) <= 4 * PANEL_WIDTH
    assert data_uri(panel).startswith("data:image/webp;base64,")
