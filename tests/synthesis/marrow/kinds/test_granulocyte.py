"""Granulocytes: granules, and nuclei from round to lobed."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.kinds import granulocyte


def test_promyelocytes_are_large_and_grainy(sample, painted):
    found = sample(granulocyte.draw_promyelocyte)
    assert found["um"].min() > 12
    assert 0.3 < found["share"].min() < found["share"].max() < 0.72
    _, cytoplasm = painted(granulocyte.draw_promyelocyte)
    assert cytoplasm.std() > 0.3 * cytoplasm.mean()


def test_nuclei_turn_from_round_to_lobed():
    def lobes(draw):
        return {len(draw(np.random.default_rng(seed), 0, 0, 5).nuclei) for seed in range(40)}

    assert lobes(granulocyte.draw_promyelocyte) == {1}
    assert lobes(granulocyte.draw_myelocyte) == {1, 4}
    assert lobes(granulocyte.draw_neutrophil) == {3, 4, 5, 7}
    assert lobes(granulocyte.draw_eosinophil) == {2}


@pytest.mark.parametrize(
    "draw", [granulocyte.draw_myelocyte, granulocyte.draw_neutrophil, granulocyte.draw_eosinophil]
)
def test_sizes(sample, draw):
    found = sample(draw)
    assert 9 < found["um"].min() < found["um"].max() < 19


def test_eosinophils_are_orange(painted):
    """The test's stain has red cells in red light alone."""
    _, cytoplasm = painted(granulocyte.draw_eosinophil)
    assert cytoplasm[:, 0].mean() > 2 * cytoplasm[:, 1].mean() > 0
    assert cytoplasm[:, 2].mean() == pytest.approx(0, abs=0.05)
