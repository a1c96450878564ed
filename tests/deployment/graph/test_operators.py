"""Each format has all operators."""

import pytest

from mmcsam.deployment.graph.operators import Operators
from mmcsam.deployment.operators import OnnxOperators, TorchOperators


@pytest.mark.parametrize("operators", [OnnxOperators, TorchOperators])
def test_all_operators(operators):
    names = [name for name in vars(Operators) if not name.startswith("_")]
    assert sorted(names) == ["best", "crop", "suppress"]
    assert all(callable(getattr(operators, name)) for name in names)
