"""A run that is killed anywhere is finished, or forgotten, by the next one."""

import os
import resource
import signal
import sys

import pytest

from mmcsam.jobs.killed_runs import (
    files_in,
    finish_killed_runs,
    locked_folder,
    move_files,
    remove_folder,
)
from mmcsam.jobs.output_guard import RECORD, OutputGuard
from mmcsam.jobs.staging import staged

WHOLE = {"a.txt": "a", "sub/b.txt": "b"}
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}


def write(out, guarded=True):
    guard = OutputGuard(out) if guarded else None
    if guarded:
        guard.check(WHOLE)
    with staged(out, guard) as stage:
        (stage / "sub").mkdir()
        for name, text in WHOLE.items():
            (stage / name).write_text(text)


def write_and_die(out, step, guarded):
    """Write in another process, which is killed before a step; return whether it came so far."""
    process = os.fork()
    if process == 0:
        left = step

        def count(event, args):
            nonlocal left
            if event not in EVENTS:
                return
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            write(out, guarded)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) < 0


def content(out):
    return {
        path.relative_to(out).as_posix(): path.read_text()
        for path in out.rglob("*")
        if path.is_file() and path.name != RECORD
    }


@pytest.mark.parametrize("guarded", [True, False])
def test_killed_at_every_step(tmp_path, guarded):
    step = 1
    while write_and_die(out := tmp_path / str(step), step, guarded):
        out.mkdir(exist_ok=True)
        finish_killed_runs(out)
        assert content(out).items() <= WHOLE.items()
        write(out, guarded)
        assert content(out) == WHOLE
        assert [path.name for path in out.glob(".*")] == [RECORD] * guarded
        step += 1
    assert step > 10


def test_folders_of_processes_at_work_stay(tmp_path):
    with locked_folder(tmp_path) as stage:
        finish_killed_runs(tmp_path)
        assert stage.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_files_move_with_the_record_last(tmp_path):
    for name in (RECORD, "b", ".a", "sub/c"):
        (tmp_path / "in/sub").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(name)
    assert files_in(tmp_path / "in")[-1].name == RECORD
    move_files(tmp_path / "in", tmp_path / "out")
    assert len(files_in(tmp_path / "out")) == 4
    remove_folder(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_room_for_the_lock(tmp_path):
    process = os.fork()
    if process == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        code = 1
        try:
            write(tmp_path)
        except OSError:
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(process, 0)[1] == 0
    assert list(tmp_path.iterdir()) == []
