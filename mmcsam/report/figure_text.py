"""Figures as people read them."""

import math

from mmcsam.evaluation import Difference, Figure, Interval

ABSENT = "–"
NOT_DEFINED = (
    f"{ABSENT} not defined: the data hold nothing that the figure is computed from, such as true "
    "cells or matched pairs"
)


def value_text(value: float, figure: Figure) -> str:
    """Return a value with its unit.

    Example:
        >>> value_text(0.5, Figure("PQ", "", "", "")), value_text(1.5, Figure("", "", "", "", "px"))
        ('0.500', '1.50 px')
    """
    number = number_text(value, figure)
    return number if number == ABSENT or not figure.unit else f"{number} {figure.unit}"


def number_text(value: float, figure: Figure, sign: str = "-") -> str:
    """Return a value without its unit, with a true minus sign.

    Shares have three decimals, others three digits; counts of ten or more have no decimals.

    Args:
        value: NaN gives a dash.
        figure: What it is.
        sign: "+" puts a sign before every value.
    """
    if math.isnan(value):
        return ABSENT
    decimals = 3 if not figure.unit else 2 if abs(value) < 10 else 1
    if figure.unit == "cells" and (abs(value) >= 10 or value == round(value)):
        decimals = 0
    return f"{value:{sign},.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def interval_text(interval: Interval, figure: Figure, sign: str = "-") -> str:
    """Return an interval: "0.412 to 0.530"."""
    if math.isnan(interval.low):
        return ABSENT
    low, high = (number_text(bound, figure, sign) for bound in interval)
    return f"{low} to {high}"


def verdict(difference: Difference, figure: Figure) -> str:
    """Say in words what a difference means.

    "better" or "worse" ("higher" or "lower" where neither is better) if the interval leaves out 0,
    "no difference" if it is nothing but 0.

    Example:
        >>> difference = Difference(0.1, Interval(0.05, 0.15), 1.0)
        >>> verdict(difference, Figure("PQ", "", "", ""))
        'better'
    """
    low, high = difference.interval
    if math.isnan(low):
        return ABSENT
    if low == high == 0:
        return "no difference"
    if low <= 0 <= high:
        return "no clear difference"
    words = {"higher": ("better", "worse"), "lower": ("worse", "better")}
    above, below = words.get(figure.better, ("higher", "lower"))
    return above if low > 0 else below


def share_text(difference: Difference, figure: Figure) -> str:
    """Say in how many resamples the second model is better: "better in 97 % of the resamples".

    "100 %" means all of them, "0 %" none.
    """
    if math.isnan(difference.share_above):
        return ABSENT
    if difference.interval == (0, 0):  # ties count half, which would read as a coin's toss
        return "equal in 95 % of the resamples or more"
    lower = figure.better == "lower"
    share = 1 - difference.share_above if lower else difference.share_above
    percent = round(100 * share)
    if 0 < share < 1:
        percent = min(max(percent, 1), 99)
    word = "better" if figure.better else "higher"
    return f"{word} in {percent} % of the resamples"
