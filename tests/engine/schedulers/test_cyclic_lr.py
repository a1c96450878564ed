import pytest
from scheduler_runs import PAPER, build, optimiser, run


def test_the_papers_schedule_by_hand():
    """Peaks halve: 0.006 after 5 epochs, then half as far above 1e-5 after 15, and so on."""
    optimizer = optimiser()
    rates = [values[0] for values in run(build(PAPER, optimizer), optimizer, 50)]
    assert rates[0] == rates[10] == rates[40] == 1e-5
    for cycle in range(5):
        assert rates[10 * cycle + 5] == pytest.approx(1e-5 + 0.00599 / 2**cycle, abs=1e-12)
    assert rates[1] == pytest.approx(1e-5 + 0.00599 / 5, abs=1e-12)


def test_peak_is_the_groups_own_rate():
    """So that --auto-scale-lr and multipliers of single layers hold."""
    optimizer = optimiser()
    optimizer.param_groups[1]["lr"] = 0.0006
    cfg = dict(PAPER, max_lr=None)
    rates = run(build(cfg, optimizer), optimizer, 6)
    assert rates[0] == [1e-5, 1e-5]
    assert rates[5] == pytest.approx([0.006, 0.0006], abs=1e-12)


def test_momentum_stays():
    optimizer = optimiser()
    assert run(build(PAPER, optimizer), optimizer, 20, "momentum") == [[0.9, 0.9]] * 20
