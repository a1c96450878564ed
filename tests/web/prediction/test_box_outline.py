"""One cell's outline in a box."""

import cv2
import numpy as np
import pytest
import torch
from fake_backend import FakeBackend, pack_tiny_model

from mmcsam.images.source import open_source
from mmcsam.inference.segmenter import Segmenter
from mmcsam.web.prediction.box_outline import outline_in_box

# A disc of 30 pixels across in an image of 90x70, and the box around it.
BOX = (40, 20, 30, 30)


@pytest.fixture
def source(tmp_path):
    picture = np.zeros((70, 90), np.uint8)
    cv2.circle(picture, (54, 34), 14, 255, -1)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    with open_source(tmp_path / "a.png") as source:
        yield source


@pytest.fixture
def segmenter(tmp_path):
    return Segmenter(pack_tiny_model(tmp_path / "m.mmcsam"), device="cpu")


def guide_sees(segmenter, logits):
    """Have the guide answer with these logits, and keep what it was shown."""
    seen = []

    def segment(crops):
        seen.append(crops)
        return torch.as_tensor(logits(crops), dtype=torch.float32)

    segmenter.backend.model.guide.segmentor.forward = segment
    return seen


def test_the_guide_draws_what_it_sees_in_the_box(segmenter, source):
    seen = guide_sees(segmenter, lambda crops: (crops[:, :1] > 0) * 20.0 - 10)
    outline = outline_in_box(segmenter, source, BOX)
    assert (outline.by, outline.note) == ("guide", "")
    assert [tuple(crops.shape) for crops in seen] == [(1, 3, 16, 16)]
    assert outline.image_size == (90, 70)
    left, top, width, height = outline.bbox
    assert abs(left - 40) <= 1 and abs(top - 20) <= 1
    assert abs(width - 29) <= 2 and abs(height - 29) <= 2
    disc = source.read() > 127
    mine = np.zeros_like(disc)
    mine[top : top + height, left : left + width] = outline.crop > 0
    assert (mine & disc).sum() / (mine | disc).sum() > 0.9


def test_holes_and_specks_are_no_cell(segmenter, source):
    def logits(crops):
        drawn = np.full((1, 1, 16, 16), -9.0)
        drawn[..., 2:12, 2:12] = 9
        drawn[..., 5:8, 5:8] = -9  # a hole
        drawn[..., 14:, 14:] = 9  # a speck
        return drawn

    guide_sees(segmenter, logits)
    outline = outline_in_box(segmenter, source, (0, 0, 16, 16))
    assert outline.bbox == (2, 2, 10, 10)
    assert (outline.crop > 0).all()


def test_an_ellipse_where_the_guide_sees_nothing(segmenter, source):
    guide_sees(segmenter, lambda crops: torch.full((1, 1, 16, 16), -9.0))
    outline = outline_in_box(segmenter, source, (10.4, 5, 20.2, 10))
    assert outline.by == "ellipse"
    assert "the model's guide sees no cell" in outline.note
    assert outline.bbox == (10, 5, 21, 10)
    assert np.count_nonzero(outline.crop) == pytest.approx(np.pi / 4 * 21 * 10, rel=0.05)


def test_a_model_without_a_guide(segmenter, source):
    segmenter.backend = FakeBackend()
    segmenter.backend.model = object()
    outline = outline_in_box(segmenter, source, BOX)
    assert outline.by == "model"
    assert "no guide" in outline.note
    assert outline.bbox == (40, 20, 29, 29)
    outline = outline_in_box(segmenter, source, (0, 0, 12, 12))
    assert outline.by == "ellipse"
    assert "finds no cell" in outline.note


def test_a_box_that_hangs_over_the_edge_is_cut(segmenter, source):
    guide_sees(segmenter, lambda crops: torch.full((1, 1, 16, 16), 9.0))
    assert outline_in_box(segmenter, source, (80, 60, 50, 50)).bbox == (80, 60, 10, 10)


@pytest.mark.parametrize("box", [(100, 10, 20, 20), (10, 10, 1, 20), (-30, 0, 20, 20)])
def test_a_box_without_pixels(segmenter, source, box):
    with pytest.raises(ValueError, match="less than 2 x 2 pixels of the image of 90x70"):
        outline_in_box(segmenter, source, box)
