import numpy as np
import pytest

from mmcsam.synthesis.canvas import Canvas

UM = 5.0
SHAPE = (400, 400)


@pytest.fixture
def sample():
    """Return a function that draws many cells of a kind and measures them.

    It returns, one value a cell: ``um``, the diameter of a disc as large as the cell, in
    micrometres; ``share`` of the nuclei in its area; ``off``, how far the nuclei's centre lies from
    the cell's, as a share of its radius; ``density`` of the nuclei over that of the rest.
    """

    def measure(draw, count=40):
        rows = []
        for seed in range(count):
            rng = np.random.default_rng(seed)
            cell = draw(rng, 200.0, 200.0, UM)
            inside, top, left = cell.mask(SHAPE)
            whole = np.zeros(SHAPE, bool)
            whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
            nuclei = np.zeros(SHAPE, bool)
            for outline in cell.nuclei:
                nuclei |= outline.distance(0, 0, SHAPE) > 0
            radius = np.sqrt(whole.sum() / np.pi)
            centres = [np.argwhere(mask).mean(axis=0) for mask in (whole, nuclei)]
            rows.append(
                (
                    2 * radius / UM,
                    (whole & nuclei).sum() / whole.sum(),
                    np.hypot(*(centres[1] - centres[0])) / radius,
                )
            )
        return dict(zip(("um", "share", "off"), np.array(rows).T, strict=True))

    return measure


@pytest.fixture
def painted(stain):
    """Return a function that gives the density of a cell's nuclei and of the rest of it."""

    def paint(draw, seed=0):
        rng = np.random.default_rng(seed)
        cell = draw(rng, 200.0, 200.0, UM)
        canvas = Canvas(SHAPE)
        cell.draw(rng, canvas, stain)
        nuclei = np.zeros(SHAPE, bool)
        for outline in cell.nuclei:
            nuclei |= outline.distance(0, 0, SHAPE) > 2
        inside, top, left = cell.mask(SHAPE)
        body = np.zeros(SHAPE, bool)
        body[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
        for outline in cell.nuclei:
            body &= outline.distance(0, 0, SHAPE) < -3
        return canvas.density[nuclei], canvas.density[body]

    return paint
