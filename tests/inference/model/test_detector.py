"""A detector built from a card and weights."""

import pytest
from fake_backend import pack_tiny_model

from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.packed_model import read_packed_model
from mmcsam.jobs.problem import UnusableFileError


def test_in_evaluation_mode_with_its_weights(tmp_path):
    card, weights = read_packed_model(pack_tiny_model(tmp_path / "a.mmcsam"))
    detector = build_detector(card, weights, "a.mmcsam")
    assert not any(module.training for module in detector.modules())
    state = detector.state_dict()
    assert state.keys() == weights.keys()
    assert all((state[name] == value).all() for name, value in weights.items())
    assert detector.roi_head.test_cfg.mask_format == "rle"
    assert "mask_format" not in card.model["test_cfg"]["rcnn"]  # the card stays as it is
    weights.pop(next(iter(weights)))
    with pytest.raises(UnusableFileError, match=r"a\.mmcsam"):
        build_detector(card, weights, "a.mmcsam")
