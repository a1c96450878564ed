"""What a process may be given to do that does not end well."""

import os
import time


class OddError(Exception):
    """Cannot be copied to another process."""

    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")


class OddWorker:
    """Each method is a way to end, or not."""

    def number(self):
        return os.getpid()

    def fail(self):
        raise OSError(28, "No space left on device")

    def fail_oddly(self):
        raise OddError("one", "two")

    def end(self, code):
        os._exit(code)

    def signal(self, number):
        os.kill(os.getpid(), number)
        time.sleep(60)

    def sleep(self):
        time.sleep(3600)
