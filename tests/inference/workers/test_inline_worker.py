"""This process as a worker."""

import pytest

from mmcsam.inference.workers.inline_worker import InlineWorker


class Predictor:
    """Doubles numbers, and stops where it is told to."""

    def ready(self):
        pass

    def part(self, image, number):
        if number is None:
            raise KeyboardInterrupt
        return image * number


def test_work_is_done_at_once():
    worker = InlineWorker(Predictor())
    assert worker.submit("ready").result(timeout=0) is None
    assert worker.submit("part", "a", 3).result(timeout=0) == "aaa"


def test_ctrl_c_is_not_kept_for_later():
    with pytest.raises(KeyboardInterrupt):
        InlineWorker(Predictor()).submit("part", "a", None)
