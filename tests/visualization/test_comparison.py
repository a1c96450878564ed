import numpy as np
import pytest

from mmcsam.visualization import draw_comparison

BAR, GAP = 28, 6  # the captions' height and the panels' distance


@pytest.fixture
def image():
    return np.full((30, 40, 3), 100, np.uint8)


@pytest.fixture
def panels(image):
    """Draw at twice the image's size and cut the picture into its three panels."""

    def draw(truth, prediction):
        picture = draw_comparison(image, truth, prediction, panel_width=80)
        assert picture.dtype == np.uint8
        assert picture.shape == (BAR + 60, 3 * 80 + 2 * GAP, 3)
        return [picture[BAR:, start : start + 80] for start in (0, 80 + GAP, 2 * (80 + GAP))]

    return draw


@pytest.mark.parametrize(("width", "height"), [(512, 384), (20, 15), (40, 30)])
def test_size(image, width, height):
    picture = draw_comparison(image, [], [], panel_width=width)
    assert picture.shape == (BAR + height, 3 * width + 2 * GAP, 3)


def test_no_cells(image, panels):
    assert all((panel == 100).all() for panel in panels([], []))
    assert (image == 100).all()


def test_truth_and_prediction_have_their_panels(image, panels, box):
    plain, truth, prediction = panels([box(0, 0, 10, 10)], [box(20, 10, 40, 30)])
    assert (plain == 100).all()
    assert (truth[30:, 40:] == 100).all()
    assert (truth[5, 5] != 100).any()
    assert (prediction[:15, :35] == 100).all()
    assert (prediction[40, 60] != 100).any()
    assert (image == 100).all()


def test_tint_and_outline(panels, box):
    """Inside 0.65 of the image and 0.35 of the colour; the outline in the colour itself."""
    _, truth, _ = panels([box(10, 10, 30, 20)], [])
    colour = truth[20:40, 20].astype(float).mean(axis=0)  # the left outline
    assert colour.max() == 255
    assert colour.min() == 0
    assert np.abs(truth[30, 40] - (0.65 * 100 + 0.35 * colour)).max() <= 1


def test_cells_differ_in_colour(panels, box):
    boxes = [box(10 * i, 0, 10 * i + 10, 30) for i in range(4)]
    _, truth, prediction = panels(boxes, boxes)
    colours = {tuple(truth[30, 20 * i + 10]) for i in range(4)}
    assert len(colours) == 4
    assert np.array_equal(truth, prediction)


def test_captions(image):
    named, default = (
        draw_comparison(image, [], [], *captions, panel_width=80)[:BAR]
        for captions in ([("a", "b", "c")], [])
    )
    assert (named < 255).any()
    assert not np.array_equal(named, default)
