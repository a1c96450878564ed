"""A worker in a process of its own."""

import os
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from repository import ROOT
from small_predictor import SmallPredictor

from mmcsam.inference.workers.process_worker import ProcessWorker


@pytest.fixture
def worker():
    worker = ProcessWorker(SmallPredictor(), threads=2)
    yield worker
    worker.close()


def test_a_process_of_its_own(worker):
    assert worker.submit("ready").result() is None
    found = worker.submit("begin", "what are you").result()
    assert found.pop("process") != os.getpid()
    assert found == {"threads": 2, "opencv": 1, "ctrl_c": True}


def test_errors_come_back(worker):
    with pytest.raises(OSError, match="No space left"):
        worker.submit("begin", "fail").result()
    assert worker.submit("begin", "again").result()["threads"] == 2


def test_a_lost_process_is_told_from_an_error(worker):
    with pytest.raises(BrokenProcessPool) as caught:
        worker.submit("begin", "end").result()
    assert isinstance(caught.value, worker.lost)


def test_it_ends_with_a_parent_that_is_killed(tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(
        "import os, signal\n"
        "from small_predictor import SmallPredictor\n"
        "from mmcsam.inference.workers.process_worker import ProcessWorker\n"
        "if __name__ == '__main__':\n"
        "    found = ProcessWorker(SmallPredictor(), 1).submit('begin', 'who').result()\n"
        "    print(found['process'], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = f"{ROOT}/tests/samples:{ROOT}"
    result = subprocess.run(
        [sys.executable, program], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE
    )
    process = Path("/proc", result.stdout.decode().split()[-1])
    for _ in range(100):
        if not process.exists() or "(zombie)" in (process / "status").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the worker goes on without its parent")
