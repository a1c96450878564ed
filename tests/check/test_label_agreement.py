"""The sum over images names the worst."""

from pathlib import Path

from mmcsam.check.label_agreement import LabelAgreement
from mmcsam.check.label_checker import ComparedLabels


def test_sum():
    compared = [
        ComparedLabels([], 3, 3, [1.0, 0.9, 0.8], 0.3),
        ComparedLabels([], 2, 1, [0.9], 1.1),
    ]
    agreement = LabelAgreement.of(Path("labels"), ["a.png", "b.png"], compared)
    assert str(agreement) == (
        "labels in labels: 4 cells beside 5 of the file, 4 pairs of mean IoU 0.900; "
        "farthest apart in b.png"
    )


def test_nothing_apart():
    agreement = LabelAgreement.of(Path("labels"), ["a.png"], [ComparedLabels()])
    assert str(agreement) == "labels in labels: 0 cells beside 0 of the file, 0 pairs"
    assert LabelAgreement.of(Path("labels"), [], []).worst is None
