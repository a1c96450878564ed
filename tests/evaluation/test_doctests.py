"""The docstrings' examples of the metrics and of the RLE code below them."""

import doctest
import importlib
import pkgutil

import pytest

import mmcsam.evaluation

MODULES = [
    *(
        f"mmcsam.evaluation.{module.name}"
        for module in pkgutil.iter_modules(mmcsam.evaluation.__path__)
    ),
    "mmcsam.rle",
    "mmcsam.rle_overlap",
    "mmcsam.rle_resize",
    "mmcsam.rle_runs",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    # As an attribute of the package the name may mean a function.
    assert doctest.testmod(importlib.import_module(name)).failed == 0
