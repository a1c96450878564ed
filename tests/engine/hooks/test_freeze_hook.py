from types import SimpleNamespace

import pytest
import torch
from torch import nn

from mmcsam.engine import FreezeHook


def test_a_step_moves_the_others_alone():
    """Weight decay would move them, if they had gradients."""
    model = nn.Sequential(nn.Linear(3, 3), nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 1)))
    before = [value.clone() for value in model.parameters()]
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, weight_decay=0.5)
    FreezeHook(["0", "1.0"]).before_train(SimpleNamespace(model=model))
    model(torch.ones(2, 3)).sum().backward()
    optimizer.step()
    kept = [torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True)]
    assert kept == [True] * 4 + [False] * 2


def test_unknown_module():
    runner = SimpleNamespace(model=nn.Sequential(nn.Linear(3, 3)))
    with pytest.raises(ValueError, match=r"freeze box, nek, but Sequential has no .* own are 0"):
        FreezeHook(["0", "box", "nek"]).before_train(runner)
