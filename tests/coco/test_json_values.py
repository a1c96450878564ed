"""Values of other types than COCO's."""

import math

import pytest

from mmcsam.coco.json_values import flag, identifier, is_number, number, whole_number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, True),
        (-1.5, True),
        (True, False),
        (math.nan, False),
        (-math.inf, False),
        ("1", False),
        (None, False),
        ([1], False),
    ],
)
def test_numbers(value, expected):
    assert is_number(value) is expected


def test_a_whole_number_too_long_for_a_float_is_none():
    assert not is_number(10**400)
    assert is_number(10**300)
    assert number(10**400) is whole_number(10**400) is None
    assert identifier(10**400) == 10**400  # no arithmetic is done with it


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1), ("0.25", 0.25), ("1e-3", 0.001), ("nan", None), ("inf", None), ("", None)],
)
def test_numbers_as_text(value, expected):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3.0, 3),
        ("-3", -3),
        ("3.0", None),
        ("0x3", None),
        ("٣", None),
        (3.5, None),
        (math.nan, None),
        (True, None),
        ([3], None),
    ],
)
def test_whole_numbers(value, expected):
    assert whole_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        ("12", 12),
        (12.0, 12),
        ("012", "012"),  # perhaps beside 12
        ("a-12", "a-12"),
        (True, None),
        (None, None),
        (0.5, None),
        ({}, None),
    ],
)
def test_ids(value, expected):
    found = identifier(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, True),
        (0.0, False),
        (True, True),
        ("0", False),
        (" True ", True),
        (None, False),
        (2, None),
        (math.nan, None),
        ("no", None),
        ([1], None),
    ],
)
def test_flags(value, expected):
    assert flag(value) is expected
