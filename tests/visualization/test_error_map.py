import numpy as np

from mmcsam.visualization import draw_error_map

NONE = np.zeros(0, bool)


def test_kinds_of_pixels(box):
    # True columns 5 to 20, predicted columns 10 to 25: a pair.
    picture = draw_error_map(
        (40, 30), [box(5, 5, 20, 25)], [box(10, 5, 25, 25)], np.array([True]), np.array([False])
    )
    assert picture.shape == (30, 40, 3)
    paper, missed, both, false = (tuple(picture[15, x].tolist()) for x in (2, 7, 14, 23))
    assert len({paper, missed, both, false}) == 4
    assert len(set(both)) == 1  # grey
    assert missed[2] > missed[0]  # orange: more red than blue
    assert false[0] > false[2]


def test_missed_cells_and_false_finds_are_striped(box):
    cell = box(5, 5, 35, 25)
    missed = draw_error_map((40, 30), [cell], [], np.array([False]), NONE)[8:22, 8:32]
    found = draw_error_map((40, 30), [cell], [], np.array([True]), NONE)[8:22, 8:32]
    false = draw_error_map((40, 30), [], [cell], NONE, np.array([True]))[8:22, 8:32]
    assert len(np.unique(found.reshape(-1, 3), axis=0)) == 1
    dark_missed, dark_false = missed.max(axis=2) < 120, false.max(axis=2) < 120
    assert dark_missed.any() and not dark_missed.all()
    # Rising lines: the same along x + y; falling: along x - y.
    assert (dark_missed[1:, :-1] == dark_missed[:-1, 1:]).all()
    assert (dark_false[1:, 1:] == dark_false[:-1, :-1]).all()


def test_masks_are_scaled(box):
    small = draw_error_map((20, 15), [box(10, 10, 30, 20)], [], np.array([True]), NONE)
    orange = np.argwhere(small[..., 2].astype(int) - small[..., 0] > 100)
    # Rows 5 to 9 and columns 5 to 14, less the outline.
    assert orange.min(axis=0).tolist() == [6, 6]
    assert orange.max(axis=0).tolist() == [8, 13]


def test_nothing_gives_paper():
    assert (draw_error_map((4, 3), [], [], NONE, NONE) == 255).all()
