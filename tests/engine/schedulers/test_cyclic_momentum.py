import pytest
import torch
from scheduler_runs import build, optimiser, run
from torch.optim import SGD, AdamW
from torch.optim.lr_scheduler import CyclicLR as TorchCyclicLR

EPOCHS = 100


@pytest.mark.parametrize("cls", [SGD, AdamW])
def test_momentum_equals_pytorch(cls):
    ours, theirs = optimiser(cls), optimiser(cls)
    cfg = dict(type="CyclicMomentum", step_size_up=5, step_size_down=3, mode="triangular2")
    scheduler = build(cfg, ours)
    reference = TorchCyclicLR(theirs, 1e-5, 0.006, 5, 3, mode="triangular2", cycle_momentum=True)
    key = "momentum" if cls is SGD else "betas"
    got, wanted = run(scheduler, ours, EPOCHS, key), run(reference, theirs, EPOCHS, key)
    torch.testing.assert_close(got, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("cls", "key"), [(SGD, "momentum"), (AdamW, "betas")])
def test_hand_computed(cls, key):
    """From 0.95 down to 0.85 in two steps and back; the learning rate stays."""
    cfg = dict(type="CyclicMomentum", base_momentum=0.85, max_momentum=0.95, step_size_up=2)
    optimizer = optimiser(cls)
    values = [first for first, _ in run(build(cfg, optimizer), optimizer, 6, key)]
    momenta = [value if key == "momentum" else value[0] for value in values]
    assert momenta == pytest.approx([0.95, 0.9, 0.85, 0.9, 0.95, 0.9])
    assert all(group["lr"] == 0.006 for group in optimizer.param_groups)
