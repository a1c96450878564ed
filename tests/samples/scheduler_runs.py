"""Schedules of an optimiser's parameters, step by step."""

import copy

import torch
from mmdet.registry import PARAM_SCHEDULERS
from mmengine.optim import OptimWrapper
from torch.optim import SGD

import mmcsam  # noqa: F401, registers the schedulers

PAPER = dict(type="CyclicLR", base_lr=1e-5, max_lr=0.006, step_size_up=5, mode="triangular2")


def optimiser(cls=SGD, **settings):
    """Build an optimiser of two groups of one parameter each."""
    settings = {"lr": 0.006, **({"momentum": 0.9} if cls is SGD else {}), **settings}
    groups = [{"params": [torch.zeros(1, requires_grad=True)]} for _ in range(2)]
    return cls(groups, **settings)


def build(cfg, optimizer, epoch_length=7):
    """Build a scheduler as MMEngine's runner does."""
    defaults = {"optimizer": OptimWrapper(optimizer), "epoch_length": epoch_length}
    return PARAM_SCHEDULERS.build(copy.deepcopy(cfg), default_args=defaults)


def run(scheduler, optimizer, steps, key="lr"):
    """Return each group's value before each of some steps."""
    values = []
    for _ in range(steps):
        values.append([group[key] for group in optimizer.param_groups])
        optimizer.step()
        scheduler.step()
    return values
