"""Lymphocytes are small and nearly all nucleus."""

from mmcsam.synthesis.marrow.kinds.lymphocyte import draw_lymphocyte


def test_small_and_nearly_all_nucleus(sample):
    found = sample(draw_lymphocyte)
    assert found["um"].max() < 12.5
    assert found["share"].min() > 0.65


def test_dark(painted):
    nucleus, rim = painted(draw_lymphocyte)
    assert nucleus.mean() > 2 * rim.mean()
