"""A backend slow enough for something to happen in mid-run."""

import time

from fake_backend import FakeBackend


class SlowBackend(FakeBackend):
    """Takes 0.3 s a window, on the CPU."""

    def detect(self, data, area=1.0):
        time.sleep(0.3)
        return super().detect(data, area)

    def to(self, device):
        assert device in (None, "cpu")
