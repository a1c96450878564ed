"""A checkpoint is whole or absent."""

import pytest
import torch
from little_room import room_for

from mmcsam.ops.checkpoint import read_weights
from mmcsam.ops.write_checkpoint import write_checkpoint

WEIGHTS = {"a": torch.arange(50_000.0)}


def test_round_trip(tmp_path):
    write_checkpoint(tmp_path / "new/a.pth", {"state_dict": WEIGHTS})
    assert torch.equal(read_weights(tmp_path / "new/a.pth")["a"], WEIGHTS["a"])


def test_a_full_disk(tmp_path):
    with room_for(20_000), pytest.raises(OSError, match=r"a\.pth: .*expected room for what"):
        write_checkpoint(tmp_path / "a.pth", {"state_dict": WEIGHTS})
    assert list(tmp_path.iterdir()) == []
