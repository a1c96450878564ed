"""LeanFPN against the plain way, MMDetection's FPN."""

import weakref

import pytest
import torch
from mmdet.registry import MODELS

SETTINGS = [
    {"num_outs": 5},
    {"num_outs": 4, "upsample_cfg": {"mode": "bilinear"}},
    {"num_outs": 4, "upsample_cfg": {"scale_factor": 2.0}},
    {"num_outs": 3, "start_level": 1, "norm_cfg": {"type": "GN", "num_groups": 2}},
    {"num_outs": 2, "start_level": 1, "end_level": 2},
    {"num_outs": 6, "add_extra_convs": "on_input"},
]


def build(kind: str, settings: dict):
    torch.manual_seed(0)
    return MODELS.build({"type": kind, "in_channels": [2, 4, 6, 8], "out_channels": 4, **settings})


def maps(size: int) -> list[torch.Tensor]:
    torch.manual_seed(1)
    sides = [size // 2**level for level in range(4)]
    return [torch.randn(2, 2 * (i + 1), side, side) for i, side in enumerate(sides)]


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("grad", [True, False])
def test_maps_are_bitwise_those_of_fpn(settings, grad):
    inputs = maps(32)
    copies = [level.clone() for level in inputs]
    with torch.set_grad_enabled(grad):
        expected = build("FPN", settings)(inputs)
        found = build("LeanFPN", settings)(inputs)
    assert len(found) == settings["num_outs"]
    for mine, theirs in zip(found, expected, strict=True):
        assert torch.equal(mine, theirs)
    for level, copy in zip(inputs, copies, strict=True):
        assert torch.equal(level, copy)


def test_odd_sides_are_met_by_the_upsampling():
    inputs = maps(23)
    with torch.no_grad():
        expected = build("FPN", {"num_outs": 5})(inputs)
        found = build("LeanFPN", {"num_outs": 5})(inputs)
    assert all(torch.equal(mine, theirs) for mine, theirs in zip(found, expected, strict=True))


def test_without_gradients_one_lateral_map_is_kept():
    neck = build("LeanFPN", {"num_outs": 4})
    made = []
    most = 0

    def count(_module, _inputs, output):
        nonlocal most
        made.append(weakref.ref(output))
        most = max(most, sum(ref() is not None for ref in made))

    for conv in neck.lateral_convs:
        conv.register_forward_hook(count)
    with torch.no_grad():
        neck(maps(32))
    assert len(made) == 4
    assert most <= 2  # the level's own and the coarser one that is added to it


def test_gradients_are_those_of_fpn():
    gradients = []
    for kind in ("FPN", "LeanFPN"):
        neck = build(kind, {"num_outs": 5})
        sum(level.square().mean() for level in neck(maps(32))).backward()
        gradients.append([weights.grad for weights in neck.parameters()])
    assert all(torch.equal(mine, theirs) for theirs, mine in zip(*gradients, strict=True))


def test_wrong_count_of_maps_is_named():
    with pytest.raises(ValueError, match="gives 3 maps but the neck's in_channels count 4"):
        build("LeanFPN", {"num_outs": 5})(maps(32)[:3])
