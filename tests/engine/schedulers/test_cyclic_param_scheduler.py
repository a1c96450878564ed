"""Cyclic schedules against PyTorch's, through MMEngine's builder and across a resume."""

import pickle

import pytest
import torch
from scheduler_runs import PAPER, build, optimiser, run
from torch.optim.lr_scheduler import CyclicLR as TorchCyclicLR

from mmcsam.engine.schedulers.cyclic_param_scheduler import cycle_height

EPOCHS = 100


@pytest.mark.parametrize("mode", ["triangular", "triangular2", "exp_range"])
@pytest.mark.parametrize("down", [None, 9])
@pytest.mark.parametrize("by_epoch", [True, False])
def test_equals_pytorch(mode, down, by_epoch):
    """100 epochs; by iteration, of 7 iterations each."""
    scale, steps = (1, EPOCHS) if by_epoch else (7, 7 * EPOCHS)
    gamma = 0.97
    ours, theirs = optimiser(), optimiser()
    cfg = dict(PAPER, mode=mode, step_size_down=down, gamma=gamma)
    cfg.update(by_epoch=True, convert_to_iter_based=not by_epoch)
    scheduler = build(cfg, ours)
    assert scheduler.by_epoch == by_epoch
    reference = TorchCyclicLR(
        theirs,
        1e-5,
        0.006,
        5 * scale,
        None if down is None else down * scale,
        mode=mode,
        gamma=gamma ** (1 / scale),
        cycle_momentum=False,
    )
    got, wanted = run(scheduler, ours, steps), run(reference, theirs, steps)
    torch.testing.assert_close(got, wanted, rtol=0, atol=1e-12)
    assert all(group["momentum"] == 0.9 for group in ours.param_groups)


@pytest.mark.parametrize("stop", [1, 7, 10, 63])
@pytest.mark.parametrize("iterations", [True, False])
def test_resume(stop, iterations):
    cfg = dict(PAPER, by_epoch=True, convert_to_iter_based=iterations)
    whole = optimiser()
    wanted = run(build(cfg, whole), whole, EPOCHS)

    first = optimiser()
    scheduler = build(cfg, first)
    got = run(scheduler, first, stop)
    saved = pickle.dumps((scheduler.state_dict(), first.state_dict()))

    second = optimiser()
    resumed = build(cfg, second)
    scheduler_state, optimizer_state = pickle.loads(saved)
    second.load_state_dict(optimizer_state)
    resumed.load_state_dict(scheduler_state)
    got += run(resumed, second, EPOCHS - stop)
    torch.testing.assert_close(got, wanted, rtol=0, atol=1e-12)


def test_begins_and_ends():
    optimizer = optimiser()
    rates = [
        values[0] for values in run(build(dict(PAPER, begin=2, end=8), optimizer), optimizer, 12)
    ]
    assert rates[:2] == [0.006, 0.006]
    assert rates[2] == 1e-5
    assert rates[7] == pytest.approx(0.006, abs=1e-12)
    assert set(rates[8:]) == {rates[7]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"mode": "square"},
            "mode must be one of triangular, triangular2, exp_range, got 'square'",
        ),
        ({"step_size_up": 0}, "step sizes must be above 0, got 0 up and 0 down"),
        ({"by_epoch": False, "convert_to_iter_based": True}, None),
    ],
)
def test_bad_settings(wrong, message):
    with pytest.raises((ValueError, AssertionError), match=message):
        build({**PAPER, **wrong}, optimiser())


def test_height_starts_and_ends_at_zero():
    assert cycle_height(0, 3, 4, "triangular") == 0
    assert cycle_height(7, 3, 4, "triangular") == 0
    assert cycle_height(3, 3, 4, "triangular") == 1
    assert cycle_height(5, 3, 4, "triangular") == pytest.approx(0.5)
