"""Cells touch and overlap, and no nucleus lies on another."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.marrow.placement import place_cells
from mmcsam.synthesis.outline import Outline


def cell(radius=10.0):
    body = Outline(0, 0, np.full(361, radius))
    return NucleatedCell((Outline(0, 0.3 * radius, np.full(361, 0.6 * radius)),), Chromatin(), body)


def gaps(outlines):
    centres = np.array([(one.row, one.col) for one in outlines])
    distances = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    return distances[np.triu_indices(len(centres), 1)]


@pytest.mark.parametrize("crowding", [0.0, 0.5, 1.0])
def test_none_covers_anothers_nucleus(rng, crowding):
    placed = place_cells(rng, (200, 300), [cell()] * 30, crowding)
    assert len(placed) > 20
    assert gaps([one.nuclei[0] for one in placed]).min() >= 0.95 * 12
    assert gaps([one.body for one in placed]).min() >= 0.72 * 20


def test_crowding_makes_clumps():
    def touching(crowding):
        rng = np.random.default_rng(0)
        placed = place_cells(rng, (400, 600), [cell()] * 24, crowding)
        return (gaps([one.body for one in placed]) < 20.8).sum()

    assert touching(1.0) > 15 > 8 > touching(0.0)


def test_a_full_field_takes_no_more(rng):
    assert len(place_cells(rng, (30, 30), [cell()] * 50, 0.0)) < 12
