import pytest

from mmcsam.evaluation import Difference, Figure, Interval
from mmcsam.report.figure_text import interval_text, number_text, share_text, value_text, verdict

SHARE = Figure("PQ", "", "", "")
ERROR = Figure("HD95", "", "", "", "px", "lower")
COUNT = Figure("cells", "", "", "", "cells", "")
NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "figure", "text"),
    [
        (0.5, SHARE, "0.500"),
        (1.5, ERROR, "1.50 px"),
        (15.25, ERROR, "15.2 px"),
        (1234.4, COUNT, "1,234 cells"),
        (3, COUNT, "3 cells"),
        (0.25, COUNT, "0.25 cells"),
        (NAN, ERROR, "–"),
    ],
)
def test_values(value, figure, text):
    assert value_text(value, figure) == text


def test_signs():
    assert number_text(-0.1, SHARE, "+") == "\N{MINUS SIGN}0.100"
    assert number_text(0.1, SHARE, "+") == "+0.100"
    assert interval_text(Interval(0.25, 0.75), SHARE) == "0.250 to 0.750"
    assert interval_text(Interval(NAN, NAN), SHARE) == "–"


@pytest.mark.parametrize(
    ("low", "high", "figure", "word"),
    [
        (0.1, 0.2, SHARE, "better"),
        (-0.2, -0.1, SHARE, "worse"),
        (0.1, 0.2, ERROR, "worse"),
        (-0.2, -0.1, ERROR, "better"),
        (0.1, 0.2, COUNT, "higher"),
        (-0.2, -0.1, COUNT, "lower"),
        (-0.1, 0.1, SHARE, "no clear difference"),
        (0.0, 0.0, SHARE, "no difference"),
        (NAN, NAN, SHARE, "–"),
    ],
)
def test_verdicts(low, high, figure, word):
    assert verdict(Difference(low, Interval(low, high), 0.9), figure) == word


def test_shares():
    difference = Difference(0.1, Interval(0, 1), 0.75)
    assert share_text(difference, SHARE) == "better in 75 % of the resamples"
    assert share_text(difference, ERROR) == "better in 25 % of the resamples"
    assert share_text(difference, COUNT) == "higher in 75 % of the resamples"
    for share, percent in ((0.999, 99), (1, 100), (0.001, 1), (0, 0)):
        text = f"better in {percent} % of the resamples"
        assert share_text(Difference(0.1, Interval(0, 1), share), SHARE) == text
    same = Difference(0.0, Interval(0.0, 0.0), 0.5)
    assert share_text(same, SHARE) == "equal in 95 % of the resamples or more"
    assert share_text(Difference(NAN, Interval(NAN, NAN), NAN), SHARE) == "–"
