"""What a worker process may be given in place of a network."""

import os
import signal

import cv2
import torch


class SmallPredictor:
    """Answers with what its process is like."""

    preload = ("torch",)

    def ready(self):
        pass

    def set_threads(self, count):
        torch.set_num_threads(count)

    def begin(self, what, *_):
        if what == "end":
            os._exit(1)
        if what == "fail":
            raise OSError(28, "No space left on device")
        return {
            "process": os.getpid(),
            "threads": torch.get_num_threads(),
            "opencv": cv2.getNumThreads(),
            "ctrl_c": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        }
