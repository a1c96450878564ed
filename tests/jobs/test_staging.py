import errno
import json
import multiprocessing
import os
import signal

import pytest

from mmcsam.jobs.output_guard import RECORD, OutputGuard
from mmcsam.jobs.staging import staged


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_files_move_with_their_folders(tmp_path):
    with staged(tmp_path / "a/out") as stage:
        (stage / "images").mkdir()
        (stage / "images/1.png").write_text("1")
        (stage / "a.json").write_text("{}")
        assert names(tmp_path / "a/out") != ["a.json", "images/1.png"]
    assert names(tmp_path) == ["a/out/a.json", "a/out/images/1.png"]
    assert [p.name for p in (tmp_path / "a/out").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_keeps_the_old_files_and_adds_none(tmp_path, error):
    old = tmp_path / "a.json"
    old.write_text('{"images": [1]}')
    with pytest.raises(type(error)), staged(tmp_path) as stage:
        (stage / "a.json").write_text("{}")
        (stage / "b.json").write_text("{}")
        raise error
    assert json.loads(old.read_text()) == {"images": [1]}
    assert list(tmp_path.iterdir()) == [old]


def test_a_failure_leaves_no_new_folder(tmp_path):
    with pytest.raises(RuntimeError), staged(tmp_path / "a/b/c"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_out_is_a_file(tmp_path):
    path = tmp_path / "out"
    path.touch()
    with pytest.raises(NotADirectoryError, match="out is a file; give a folder"), staged(path):
        pass


def test_a_full_disk_is_named(tmp_path):
    with pytest.raises(OSError, match="out: No space left on device, expected room for what is"):
        with staged(tmp_path / "out"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


SPLITS = ("a.json", "b.json", "images/1.png")


def write(out, text, names=SPLITS):
    with staged(out, OutputGuard(out)) as stage:
        (stage / "images").mkdir()
        for name in names:
            (stage / name).write_text(text)


def killed_at(step, out):
    """Write, and be killed before the step-th rename, or in the block if it is 0."""
    real, count = os.replace, 0

    def replace(source, target):
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        real(source, target)

    os.replace = replace
    with staged(out, OutputGuard(out)) as stage:
        (stage / "images").mkdir()
        for name in SPLITS:
            (stage / name).write_text("new")
        if step == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("first", [False, True])
def test_a_killed_run_leaves_no_mixture_and_the_next_one_ends_it(tmp_path, first):
    seen = set()
    for step in range(10):  # the folder, then four files away and four files in
        out = tmp_path / str(step)
        if not first:
            write(out, "old")
        process = multiprocessing.get_context("fork").Process(target=killed_at, args=(step, out))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        there = {(out / name).read_text() for name in SPLITS if (out / name).exists()}
        assert len(there) <= 1, step
        seen |= there
        write(out, "other", ["c.json"])
        after = {(out / name).read_text() for name in SPLITS if (out / name).exists()}
        assert after == (({"old"} if step < 2 else {"new"}) - ({"old"} if first else set())), step
        assert sorted(path.name for path in out.glob(".*")) == [RECORD], step
        write(out, "newest")
    assert seen == ({"new"} if first else {"old", "new"})


def test_a_run_at_work_is_left_alone(tmp_path):
    with staged(tmp_path, OutputGuard(tmp_path)) as stage:
        (stage / "a.json").write_text("1")
        write(tmp_path, "2", ["b.json"])
        assert (stage / "a.json").is_file()
    assert names(tmp_path) == [RECORD, "a.json", "b.json"]


def test_folders_without_a_lock_are_left_alone(tmp_path):
    """They may be those of another machine."""
    for name in (".partial-x", ".whole-y", ".partial-z"):
        (tmp_path / name / "new").mkdir(parents=True)
    (tmp_path / ".partial-z/lock").write_text("another machine")
    write(tmp_path, "1", ["a.json"])
    assert len(list(tmp_path.glob(".*-?"))) == 3


@pytest.mark.parametrize("step", range(1, 10))
def test_an_error_while_files_are_moved_undoes_it(tmp_path, monkeypatch, step):
    write(tmp_path, "old")
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    real, count = os.replace, 0

    def replace(source, target):
        nonlocal count
        count += 1
        if count == step:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError):
        write(tmp_path, "new")
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before
