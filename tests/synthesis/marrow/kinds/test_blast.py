"""Blasts are a large nucleus in a thin rim."""

from mmcsam.synthesis.marrow.kinds.blast import draw_blast


def test_a_large_nucleus_in_a_thin_rim(sample):
    found = sample(draw_blast)
    assert found["share"].min() > 0.63
    assert 9 < found["um"].min() < found["um"].max() < 18
