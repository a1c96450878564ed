"""A short seeded run of every reader and of the quick commands, and the suite's own workings."""

import pytest

from tests.fuzz.campaign import Tally, run_inputs
from tests.fuzz.reader import Contradiction, Reader, same
from tests.fuzz.readers import all_readers
from tests.fuzz.sandbox import Outcome
from tests.fuzz.table import table

SEED = 20
# Commands that build models take a second an input; the long run has them.
SLOW = {"evaluate", "crops", "pack", "predict", "sample, smears, parameters, info"}
QUICK = [reader for reader in all_readers() if reader.name not in SLOW]


@pytest.mark.parametrize("reader", QUICK, ids=lambda reader: reader.name)
def test_every_input_is_read_right_or_refused(reader):
    outcomes = [outcome for _, outcome in run_inputs(reader, SEED, range(40))]
    assert [outcome.detail for outcome in outcomes if outcome.kind == "wrong"] == []
    kinds = {outcome.kind for outcome in outcomes}
    assert "refused" in kinds
    assert kinds & {"read", "confirmed"}


class _Odd(Reader):
    """Does what no reader may do."""

    name = "odd"

    def __init__(self, what):
        self.what = what

    def write(self, rng, folder):
        return folder / "file"

    def read(self, path):
        if self.what == "raise":
            raise KeyError("x")
        if self.what == "nameless":
            raise ValueError("something is wrong")
        if self.what == "write":
            (path.parents[1] / "beside").write_text("x")
        if self.what == "die":
            import os

            os._exit(3)
        if self.what == "hang":
            while True:
                pass
        if self.what == "memory":
            return b"x" * 2**29
        return 7

    def judge(self, path, value):
        raise Contradiction("it is 8")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("raise", "KeyError"),
        ("nameless", "names no file"),
        ("write", "what it may not: open"),
        ("die", "ended with 3"),
        ("hang", "no answer"),
        ("memory", "it took 51"),
        ("read", "it is 8"),
    ],
)
def test_what_is_wrong_is_found(what, said):
    reader = _Odd(what)
    reader.takes = 2
    ((_, outcome),) = run_inputs(reader, 0, range(1))
    assert outcome.kind == "wrong"
    assert said in outcome.detail


def test_table():
    tally = Tally()
    for number, kind in enumerate(("read", "confirmed", "refused", "wrong")):
        tally.add(number, Outcome(kind, "it is 8"))
    assert "| odd | 4 | 2 | 1 | 1 | 1 |" in table({"odd": tally})
    assert tally.wrong == [(3, "it is 8")]


def test_same():
    import numpy as np

    assert same(np.array([1, np.nan]), np.array([1, np.nan]), "theirs")
    with pytest.raises(Contradiction, match="differs at"):
        same(np.array([1.0]), np.array([2.0]), "theirs")
