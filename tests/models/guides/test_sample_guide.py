"""What a guide is shown, and for how long."""

import pytest

from mmcsam.models import OracleGuide, OutOfFoldGuide
from mmcsam.models.guides.sample_guide import SampleGuide


def test_samples_are_forgotten_with_the_batch():
    guide = SampleGuide()
    with guide.reveal(["a", "b"]):
        assert guide.samples == ["a", "b"]
    assert guide.samples == ()


def test_samples_are_forgotten_after_an_error():
    guide = SampleGuide()
    with pytest.raises(KeyError), guide.reveal(["a"]):
        raise KeyError
    assert guide.samples == ()


def test_no_samples():
    guide = SampleGuide()
    with guide.reveal(None):
        assert guide.samples == ()


def test_guides_that_ask_for_samples():
    assert issubclass(OracleGuide, SampleGuide)
    assert issubclass(OutOfFoldGuide, SampleGuide)
