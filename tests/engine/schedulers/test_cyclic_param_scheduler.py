"""Cyclic schedules against PyTorch's, through MMEngine's builder and across a resume."""

import copy
import pickle

import pytest
import torch
from mmdet.registry import PARAM_SCHEDULERS
from mmengine.optim import OptimWrapper
from mmengine.registry import init_default_scope
from torch.optim import SGD, AdamW
from torch.optim.lr_scheduler import CyclicLR as TorchCyclicLR

import mmcsam  # noqa: F401, registers the schedulers
from mmcsam.engine.schedulers.cyclic_param_scheduler import cycle_height

EPOCHS = 100
PAPER = dict(type="CyclicLR", base_lr=1e-5, max_lr=0.006, step_size_up=5, mode="triangular2")


@pytest.fixture(autouse=True)
def _scope():
    init_default_scope("mmdet")


def optimiser(cls=SGD, **settings):
    settings = {"lr": 0.006, **({"momentum": 0.9} if cls is SGD else {}), **settings}
    groups = [{"params": [torch.zeros(1, requires_grad=True)]} for _ in range(2)]
    return cls(groups, **settings)


def build(cfg, optimizer, epoch_length=7):
    defaults = {"optimizer": OptimWrapper(optimizer), "epoch_length": epoch_length}
    return PARAM_SCHEDULERS.build(copy.deepcopy(cfg), default_args=defaults)


def run(scheduler, optimizer, steps, key="lr"):
    values = []
    for _ in range(steps):
        values.append([group[key] for group in optimizer.param_groups])
        optimizer.step()
        scheduler.step()
    return values


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


@pytest.mark.parametrize("cls", [SGD, AdamW])
def test_momentum_equals_pytorch(cls):
    ours, theirs = optimiser(cls), optimiser(cls)
    cfg = dict(type="CyclicMomentum", step_size_up=5, step_size_down=3, mode="triangular2")
    scheduler = build(cfg, ours)
    reference = TorchCyclicLR(theirs, 1e-5, 0.006, 5, 3, mode="triangular2", cycle_momentum=True)
    key = "momentum" if cls is SGD else "betas"
    got, wanted = run(scheduler, ours, EPOCHS, key), run(reference, theirs, EPOCHS, key)
    torch.testing.assert_close(got, wanted, rtol=0, atol=1e-12)


def test_the_papers_schedule_by_hand():
    """Peaks halve: 0.006 after 5 epochs, then half as far above 1e-5 after 15, and so on."""
    optimizer = optimiser()
    rates = [values[0] for values in run(build(PAPER, optimizer), optimizer, 50)]
    assert rates[0] == rates[10] == rates[40] == 1e-5
    for cycle in range(5):
        assert rates[10 * cycle + 5] == pytest.approx(1e-5 + 0.00599 / 2**cycle, abs=1e-12)
    assert rates[1] == pytest.approx(1e-5 + 0.00599 / 5, abs=1e-12)


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


def test_peak_is_the_groups_own_rate():
    """So that --auto-scale-lr and multipliers of single layers hold."""
    optimizer = optimiser()
    optimizer.param_groups[1]["lr"] = 0.0006
    cfg = dict(PAPER, max_lr=None)
    rates = run(build(cfg, optimizer), optimizer, 6)
    assert rates[0] == [1e-5, 1e-5]
    assert rates[5] == pytest.approx([0.006, 0.0006], abs=1e-12)


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
