"""A run that is killed at any moment leaves a folder from which the next one goes on.

Whatever changes a name in the file system is a step. A run dies at each of them in turn: killed, so
that nothing is tidied up, or by Ctrl-C. What is written between two has another name until it is
whole.
"""

import os

import cv2
import pytest
from fake_backend import FakeBackend, draw_discs, pack_tiny_model
from run_files import files_of

from mmcsam.inference import Segmenter, predict_files

STEPS = ("mkdir", "replace", "rmdir", "unlink")
FORMATS = ("coco", "labels", "csv")


class Killed(BaseException):
    """Nothing of the process runs any more."""


class Death:
    """Ends a run at one of its steps; used as a context manager.

    Args:
        step: Number of the step, from 1.
        after: Whether the step is done first.
        error: What to raise. After ``Killed`` every further step raises it too.

    Attributes:
        steps: How many were begun.
    """

    def __init__(self, step, after, error):
        self.step, self.after, self.error, self.steps = step, after, error, 0

    def __enter__(self):
        self.originals = {name: getattr(os, name) for name in STEPS}
        for name, original in self.originals.items():
            setattr(os, name, self.dying(original))
        return self

    def __exit__(self, kind, *_):
        for name, original in self.originals.items():
            setattr(os, name, original)
        return kind is self.error

    def dying(self, original):
        def call(*args, **kwargs):
            self.steps += 1
            last = self.steps == self.step
            if (last and not self.after) or (self.steps > self.step and self.error is Killed):
                raise self.error
            try:
                return original(*args, **kwargs)
            finally:
                if last:
                    raise self.error

        return call


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A function that predicts two images, and the files that it writes when left alone."""
    folder = tmp_path_factory.mktemp("runs")
    for number, name in enumerate(("a.png", "b/c.png")):
        (folder / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / "src" / name), draw_discs(80, 60, 2 + number, number))
    segmenter = Segmenter(pack_tiny_model(folder / "tiny.mmcsam"), device="cpu")

    def predict(out, **options):
        segmenter.backend = FakeBackend()
        segmenter.score_threshold = options.pop("score_threshold", 0.5)
        predict_files(segmenter, [folder / "src"], out, FORMATS, **options)
        return len(segmenter.backend.windows)

    assert predict(folder / "undisturbed") == 2
    with Death(10**6, False, Killed) as counted:
        predict(folder / "counted")
    return predict, files_of(folder / "undisturbed"), counted.steps


def parts_of(out):
    return {path: path.stat().st_mtime_ns for path in out.glob(".parts/**/*.json")}


def finished_parts(out):
    return {path: time for path, time in parts_of(out).items() if not path.name.startswith(".")}


@pytest.mark.parametrize(
    ("error", "after"), [(Killed, False), (KeyboardInterrupt, False), (KeyboardInterrupt, True)]
)
def test_any_step(runs, error, after, tmp_path):
    predict, undisturbed, steps = runs
    assert steps > 20
    finished = set()
    for step in range(1, steps + 1):
        out = tmp_path / str(step)
        with Death(step, after, error):
            predict(out)
            pytest.fail(f"step {step} of {steps} was not reached")
        before = finished_parts(out)
        finished.add(len(before))
        assert predict(out) == 2 - len(before), step
        assert files_of(out) == undisturbed, step
        assert before.items() <= parts_of(out).items(), step
        assert list(out.glob(".partial-*")) == [], step
    assert finished == {0, 1, 2}


def test_any_step_of_overwriting(runs, tmp_path):
    """Without --overwrite the next run refuses, or has nothing left of the settings before."""
    predict, undisturbed, _ = runs
    step, done = 0, False
    while not done:
        step += 1
        out = tmp_path / str(step)
        predict(out, score_threshold=0.25)
        with Death(step, False, Killed):
            predict(out, overwrite=True)
            done = True
        try:
            predict(out)
        except ValueError as error:
            assert "another model or other settings" in str(error), step
            predict(out, overwrite=True)
        assert files_of(out) == undisturbed, step
    assert step > 30
