"""A process that works for another."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from odd_worker import OddWorker
from repository import ROOT

from mmcsam.web.prediction.worker_process import WorkerLostError, WorkerProcess


@pytest.fixture
def process():
    process = WorkerProcess(OddWorker())
    process.start()
    yield process
    process.kill()


def test_a_process_of_its_own(process):
    assert process.call("number") not in (os.getpid(), None)
    assert process.call("number") == process.call("number")
    assert process.alive


def test_errors_come_back(process):
    with pytest.raises(OSError, match="No space left"):
        process.call("fail")
    with pytest.raises(RuntimeError, match="OddError: one and two"):
        process.call("fail_oddly")
    assert process.call("number")


@pytest.mark.parametrize(
    ("method", "args", "words"),
    [
        ("end", (7,), r"ended by itself \(code 7\)"),
        ("signal", (9,), "was killed, as the system does when memory runs out"),
        ("signal", (11,), "segmentation fault"),
        ("signal", (15,), "was ended by signal 15"),
    ],
)
def test_it_tells_how_it_ended(process, method, args, words):
    with pytest.raises(WorkerLostError, match=words):
        process.call(method, *args)
    assert not process.alive
    with pytest.raises(WorkerLostError):
        process.call("number")
    process.start()
    assert process.call("number")


def test_killed_in_the_middle_of_its_work(process):
    process.call("number")
    caught = []

    def work():
        try:
            process.call("sleep")
        except WorkerLostError as error:
            caught.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    process.kill()
    thread.join(60)
    assert "was killed" in caught[0]


def test_not_started():
    with pytest.raises(WorkerLostError, match="not running"):
        WorkerProcess(OddWorker()).call("number")


def test_it_ends_with_a_server_that_is_killed(tmp_path):
    program = tmp_path / "server.py"
    program.write_text(
        "import os, signal, threading\n"
        "from odd_worker import OddWorker\n"
        "from mmcsam.web.prediction.worker_process import WorkerProcess\n"
        "if __name__ == '__main__':\n"
        "    process = WorkerProcess(OddWorker())\n"
        "    process.start()\n"
        "    print(process.call('number'), flush=True)\n"
        "    threading.Thread(target=process.call, args=('sleep',), daemon=True).start()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = f"{ROOT}/tests/samples:{ROOT}"
    result = subprocess.run(
        [sys.executable, program], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE
    )
    process = Path("/proc", result.stdout.decode().split()[-1])
    for _ in range(600):
        if not process.exists() or "(zombie)" in (process / "status").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the worker goes on without its server")
