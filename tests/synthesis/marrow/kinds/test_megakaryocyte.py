"""Megakaryocytes are several times as wide as any other cell."""

from mmcsam.synthesis.marrow.kinds.megakaryocyte import draw_megakaryocyte


def test_huge(sample):
    found = sample(draw_megakaryocyte, 20)
    assert 20 < found["um"].min() < found["um"].max() < 60
    assert found["share"].max() < 0.6
